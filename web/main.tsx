/** @jsxImportSource preact */
/** Starts the page. @module */

import { render } from "preact";
import { baseUrl } from "./call/send.ts";
import { App } from "./page/app.tsx";

const root = document.getElementById("page");
if (root !== null) render(<App base={baseUrl(location.href)} />, root);
