/** Modules that fail, one way after the other. For the fixture "faults" in Python. @module */

import { apply, type CaseOptions, post, type RequestCase } from "./request_case.ts";

const RESULTS = [
  "none",
  "a list",
  "an empty dict",
  "another key",
  "another dtype",
  "another rank",
  "integers",
  "not contiguous",
  "big-endian",
  "a list of numbers",
  "no elements",
  "not a number",
  "a model",
  "a model of inputs",
  "a subclass",
  "text that is none",
  "large",
  "large and not contiguous",
  "raise",
  "raise without text",
  "raise in letters of other tongues",
  "raise half of a pair",
  "raise chained",
  "raise grouped",
  "raise unprintable",
  "raise a validation error",
  "raise StopIteration",
  "raise NotImplementedError",
  "divide by zero",
  "closed output",
  "warn",
];
const JACOBIANS = [
  "none",
  "a list",
  "another output",
  "another input",
  "a key too many",
  "another shape",
  "another dtype",
  "a list of numbers",
  "not a number",
];
const SHAPES = [
  "none",
  "a list",
  "another key",
  "a negative length",
  "another dtype",
  "another rank",
  "not a number",
];

const SHOWN: CaseOptions = { differs: { id: "TEXT", status: 500 } };
const encoded: CaseOptions = {
  headers: { "content-type": "application/json", accept: "application/json+base64" },
};

const results = RESULTS.flatMap((way) => [
  apply(`apply gives ${way}`, JSON.stringify({ way })),
  apply(`apply gives ${way} in base64`, JSON.stringify({ way }), encoded),
]);

const jacobians = JACOBIANS.map((way) =>
  post(`jacobian gives ${way}`, "/jacobian", {
    inputs: { way },
    jac_inputs: ["x"],
    jac_outputs: ["y"],
  })
);

const shapes = SHAPES.map((way) =>
  post(`abstract_eval gives ${way}`, "/abstract_eval", { inputs: { way } })
);

const checks: RequestCase[] = [
  ...[1, 2, 3, 4, 5, 6].map((checked) =>
    apply(`a check raises ${checked}`, JSON.stringify({ checked }))
  ),
  post("a check raises for a jacobian", "/jacobian", {
    inputs: { checked: 3 },
    jac_inputs: ["x"],
    jac_outputs: ["y"],
  }),
  post("a check raises for abstract_eval", "/abstract_eval", { inputs: { checked: 1 } }),
];

/** An asynchronous server cannot pass this one on, nor show the text of the other. */
const OF_ASYNC_SERVER = /StopIteration|a check raises 6/;

/** Cases for the fixture "faults" in debug mode. */
export const faultsInDebugMode: readonly RequestCase[] = [
  ...[...results, ...jacobians, ...shapes, ...checks]
    .filter(({ name }) => !OF_ASYNC_SERVER.test(name))
    .map((asked) => asked.name.includes("raise half of a pair") ? { ...asked, ...SHOWN } : asked),
  apply("a failure, and a page is accepted", '{"way":"raise"}', {
    headers: { "content-type": "application/json", accept: "text/html,*/*" },
    differs: { id: "PAGE", status: 500 },
  }),
  post("test of a failure", "/test", {
    endpoint: "apply",
    payload: { inputs: { way: "raise" } },
    expected_outputs: { y: [1.0] },
  }),
  post("test of an expected failure", "/test", {
    endpoint: "apply",
    payload: { inputs: { way: "divide by zero" } },
    expected_exception: "ZeroDivisionError",
  }),
];

/** Cases for the fixture "faults". */
export const faultRequests: readonly RequestCase[] = [
  ...results,
  ...jacobians,
  ...shapes,
  ...checks,
  apply("a default that is a list", "{}"),
  apply("an enum", '{"colour":"red"}'),
  apply("no such member of an enum", '{"colour":"blue"}'),
];
