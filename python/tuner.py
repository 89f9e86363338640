"""A trial of a study, as seen by a script that ``tuner run`` or ``tuner agent`` runs.

One file without dependencies, for Python 3.8 and later. It is on the script's path; nothing has to be installed.

    import tuner

    trial = tuner.trial()
    for epoch in range(1, 28):
        loss = train(**trial.values)
        trial.report(epoch, loss=loss)          # ends the script where the study stops the trial
    trial.save("model.json")
"""

import json
import math
import os
import time
import urllib.error
import urllib.parse
import urllib.request

__all__ = ["Stopped", "Trial", "trial"]


class Stopped(SystemExit):
    """The study stops this trial early: it is poor. Ends the script with exit code 0 unless it is caught to tidy up."""


class Trial:
    """One trial.

    Attributes:
        study: The study's id or name.
        number: The trial's number, from 0.
        values: The parameter values by name; nested where the study file nests its parameters.
    """

    def __init__(self, study, number, values, url=None, key=None):
        self.study = study
        self.number = number
        self.values = values
        self._url = url
        self._key = key
        self._step = 0

    def report(self, step=None, metrics=None, **more):
        """Tells the metrics after a step.

        Args:
            step: The step, ascending; the next one where it is left out.
            metrics: A mapping from name to number, for names that are no Python words, such as ``{"val/loss": 0.3}``.
            **more: Further metrics.

        Raises:
            Stopped: The study stops this trial.
            ValueError: The study cannot use what was told; the message says why.
        """
        if isinstance(step, dict) and metrics is None:
            step, metrics = None, step
        self._step = self._step + 1 if step is None else int(step)
        answer = self._send("POST", "/reports", {"step": self._step, "metrics": _numbers(metrics, more)})
        if answer.get("stop"):
            raise Stopped(0)

    def finish(self, metrics=None, **more):
        """Tells the final metrics, where they differ from those of the last report."""
        self._send("PUT", "", {"state": "complete", "metrics": _numbers(metrics, more)})

    def fail(self, reason):
        """Says that the trial failed, and why."""
        self._send("PUT", "", {"state": "failed", "reason": str(reason)})

    def save(self, path, name=None):
        """Keeps a file with the study.

        Args:
            path: The file.
            name: What it is called there; the file's own name where it is left out.
        """
        name = name or os.path.basename(path)
        with open(path, "rb") as file:
            self._send("PUT", "/files/" + urllib.parse.quote(name, safe=""), file.read(), "application/octet-stream")

    def _send(self, method, path, body, kind="application/json"):
        if self._url is None:
            return {}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, {"Content-Type": kind}, method=method)
        if self._key:
            request.add_header("x-functions-key", self._key)
        for attempt in range(8):
            try:
                # Whoever runs this script is on the same machine: no proxy stands between.
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                with opener.open(request, timeout=120) as answer:
                    text = answer.read()
                    return json.loads(text) if text else {}
            except urllib.error.HTTPError as error:
                text = error.read().decode("utf-8", "replace")
                if error.code == 409 or error.code == 410:
                    raise Stopped(0) from None
                if error.code < 500 or attempt == 7:
                    raise ValueError(_detail(text)) from None
            except urllib.error.URLError:
                if attempt == 7:
                    raise
            time.sleep(min(2.0, 0.05 * 2 ** attempt))


def trial(values=None):
    """The trial that this script evaluates.

    Args:
        values: What to use where the script is run by hand, so that it works without a study.

    Raises:
        RuntimeError: The script was run by hand, and no values were given.
    """
    if "TUNER_VALUES" not in os.environ:
        if values is None:
            raise RuntimeError("There is no trial: run this script with 'tuner run study.yaml', or give values to tuner.trial().")
        return Trial("by hand", 0, values)
    with open(os.environ["TUNER_VALUES"], encoding="utf-8") as file:
        given = json.load(file)
    return Trial(
        os.environ["TUNER_STUDY"],
        int(os.environ["TUNER_TRIAL"]),
        given,
        os.environ["TUNER_TRIAL_URL"],
        os.environ.get("TUNER_KEY"),
    )


def _numbers(metrics, more):
    result = {}
    for name, value in {**(metrics or {}), **more}.items():
        number = float(value)
        # JSON has no NaN; null fails the trial, as NaN would.
        result[name] = number if math.isfinite(number) else None
    return result


def _detail(text):
    try:
        problem = json.loads(text)
        return problem.get("detail") or text
    except ValueError:
        return text
