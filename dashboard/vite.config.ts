import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

/** Writes everything into one HTML file, with a policy that allows this script and this style and nothing else. */
function singleFile(): Plugin {
  return {
    name: "single-file",
    enforce: "post",
    apply: "build",
    generateBundle(_, bundle) {
      let script = "",
        style = "",
        html = "";
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk") script += file.code;
        else if (file.fileName.endsWith(".css")) style += String(file.source);
        else if (file.fileName.endsWith(".html")) html = String(file.source);
        delete bundle[file.fileName];
      }

      // What ends an element in HTML may stand in a text of the script.
      script = script.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
      style = style.trim();
      const policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; " +
        `script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src data: blob:; connect-src 'self'`;
      html = html
        .replace(/<script type="module"[^>]*><\/script>\s*/, "")
        .replace(/<link rel="stylesheet"[^>]*>\s*/, "")
        .replace("%POLICY%", policy)
        .replace("</head>", () => `<style>${style}</style>\n</head>`)
        .replace("</body>", () => `<script type="module">${script}</script>\n</body>`);
      mkdirSync("dist", { recursive: true });
      writeFileSync("dist/page.html", html);
      writeFileSync("dist/page.html.gz", gzipSync(html, { level: 9 }));
      writeFileSync("dist/policy.txt", policy + "; frame-ancestors 'none'");
      this.info(`page.html has ${html.length} characters, compressed ${gzipSync(html, { level: 9 }).length} bytes`);
    },
  };
}

export default defineConfig({
  plugins: [singleFile()],
  build: { target: "es2022", modulePreload: false, cssCodeSplit: false, chunkSizeWarningLimit: 2000, emptyOutDir: false },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
