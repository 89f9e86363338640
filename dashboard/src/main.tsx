import { render } from "preact";
import { App } from "./App";
import "./style.css";
import { startTheme } from "./ui/theme";

startTheme();
render(<App />, document.getElementById("app")!);
