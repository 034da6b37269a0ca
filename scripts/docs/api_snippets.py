"""A request as a program in the three languages of the API reference: curl, Python with requests, JavaScript.

Each is complete: address, key and identifiers come from the environment, and an error in the answer ends it.
"""

from __future__ import annotations

import json
import pprint
import re
from collections.abc import Callable

from scripts.docs.api_requests import Request

_NAME = re.compile(r"\{(\w+)\}")


def curl(request: Request) -> str:
    """One command of the shell."""
    lines = [f'curl --silent --fail-with-body "$CUEDECK_URL{_NAME.sub(_shell_name, _address(request))}"']
    if request.method not in ("GET", "POST") or (request.method == "POST" and not request.kind):
        lines.append(f"--request {request.method}")
    lines.append('--header "Authorization: Bearer $CUEDECK_API_KEY"')
    lines += [f"--header '{name}: {value}'" for name, value in request.headers.items()]
    lines += _curl_body(request)
    return " \\\n    ".join(lines) + "\n"


def _curl_body(request: Request) -> list[str]:
    if request.kind == "json":
        return ["--json " + _quoted(json.dumps(request.body, ensure_ascii=False))]
    if request.kind == "form":
        fields = [f"--form {_quoted(f'{name}={value}')}" for name, value in request.body.items()]
        return [f"--form source=@{request.file}", *fields]
    if request.kind == "bytes":
        return [f"--header 'X-File-Name: {request.file}'", f"--data-binary @{request.file}"]
    return []


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def python(request: Request) -> str:
    """A program for Python with the package requests."""
    names = _NAME.findall(request.path)
    reads = [f'{name} = os.environ["{name.upper()}"]' for name in names]
    arguments = [f'f"{{url}}{request.path}"' if names else f'url + "{request.path}"']
    arguments += ["headers=" + _python_headers(request)]
    arguments += [f"params={_python(request.query)}"] if request.query else []
    arguments += _python_body(request)
    arguments += ["timeout=60"]
    call = ",\n    ".join(arguments)
    return "\n".join(
        [
            *(["import json"] if request.kind == "form" else []),
            "import os",
            "",
            "import requests",
            "",
            'url, key = os.environ["CUEDECK_URL"], os.environ["CUEDECK_API_KEY"]',
            *reads,
            f"answer = requests.{request.method.lower()}(\n    {call},\n)",
            "answer.raise_for_status()",
            "print(answer.text)",
            "",
        ]
    )


def _python_headers(request: Request) -> str:
    more = "".join(f', "{name}": "{value}"' for name, value in request.headers.items())
    named = f', "X-File-Name": "{request.file}"' if request.kind == "bytes" else ""
    return f'{{"Authorization": f"Bearer {{key}}"{more}{named}}}'


def _python_body(request: Request) -> list[str]:
    if request.kind == "json":
        return [f"json={_python(request.body)}"]
    if request.kind == "form":
        fields = ", ".join(
            f'"{name}": json.dumps({_python(json.loads(value))})' for name, value in request.body.items()
        )
        return [f'files={{"source": open("{request.file}", "rb")}}', f"data={{{fields}}}"]
    return [f'data=open("{request.file}", "rb")'] if request.kind == "bytes" else []


def _python(value: object) -> str:
    """A literal with double quotes and the lines of a call's argument."""
    text = pprint.pformat(value, width=90, sort_dicts=False)
    return re.sub(r"'([^'\"\\]*)'", r'"\1"', text).replace("\n", "\n    ")


def javascript(request: Request) -> str:
    """A module for Node.js or a browser, with fetch."""
    names = _NAME.findall(request.path)
    lines = ["const { CUEDECK_URL: url, CUEDECK_API_KEY: key } = process.env;"]
    if request.file:
        lines = ['import { openAsBlob } from "node:fs";', "", *lines]
    lines += [f"const {name} = process.env.{name.upper()};" for name in names]
    lines += _javascript_form(request)
    address = _NAME.sub(lambda found: "${" + found[1] + "}", _address(request))
    options = _javascript_options(request)
    lines += [
        f"const answer = await fetch(`${{url}}{address}`, {{",
        *(f"  {option}," for option in options),
        "});",
        "if (!answer.ok) throw new Error(await answer.text());",
        "console.log(await answer.text());",
        "",
    ]
    return "\n".join(lines)


def _javascript_form(request: Request) -> list[str]:
    if request.kind != "form":
        return []
    fields = [f"form.append({json.dumps(k)}, JSON.stringify({v}));" for k, v in request.body.items()]
    source = f'form.append("source", await openAsBlob("{request.file}"), "{request.file}");'
    return ["const form = new FormData();", source, *fields]


def _javascript_options(request: Request) -> list[str]:
    headers = {"Authorization": "`Bearer ${key}`"}
    headers |= {f'"{name}"': json.dumps(value) for name, value in request.headers.items()}
    if request.kind == "json":
        headers['"Content-Type"'] = '"application/json"'
    if request.kind == "bytes":
        headers['"X-File-Name"'] = json.dumps(request.file)
    given = ", ".join(f"{name}: {value}" for name, value in headers.items())
    options = [f'method: "{request.method}"', f"headers: {{ {given} }}"]
    body = {
        "json": f"JSON.stringify({json.dumps(request.body, ensure_ascii=False)})",
        "form": "form",
        "bytes": f'await openAsBlob("{request.file}")',
    }
    return options + ([f"body: {body[request.kind]}"] if request.kind else [])


def _address(request: Request) -> str:
    query = "&".join(f"{name}={value}" for name, value in request.query.items())
    return request.path + (f"?{query}" if query else "")


def _shell_name(found: re.Match[str]) -> str:
    return "$" + found[1].upper()


LANGUAGES: dict[str, tuple[str, Callable[[Request], str]]] = {
    "curl": ("sh", curl),
    "Python": ("python", python),
    "JavaScript": ("javascript", javascript),
}
"""Each language's title, the name of its code blocks, and what writes its programs."""
