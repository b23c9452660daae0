/** All commands: a new one is a file in `commands/` and a line here. @module */

import type { CommandEntry } from "./command_file.ts";

/** In the order of the help text. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "Make a new module that passes its own tests",
    load: () => import("./commands/init.ts"),
  },
  {
    name: "run",
    summary: "Call an endpoint of a module once",
    load: () => import("./commands/run.ts"),
  },
  {
    name: "serve",
    summary: "Serve a module over HTTP",
    load: () => import("./commands/serve.ts"),
  },
  {
    name: "check",
    summary: "Check that a module can be loaded and meets the contract",
    load: () => import("./commands/check.ts"),
  },
  {
    name: "check-gradients",
    summary: "Compare a module's gradients with finite differences",
    load: () => import("./commands/check_gradients.ts"),
  },
  {
    name: "test",
    summary: "Run a module's regression tests",
    load: () => import("./commands/run_tests.ts"),
  },
  {
    name: "openapi",
    summary: "Print the OpenAPI document of a module",
    load: () => import("./commands/openapi.ts"),
  },
  {
    name: "sweep",
    summary: "Call an endpoint for many points, here or on a cluster",
    load: () => import("./commands/sweep.ts"),
  },
  {
    name: "submit",
    summary: "Run a command as a job, here or on a cluster",
    load: () => import("./commands/submit.ts"),
  },
  {
    name: "jobs",
    summary: "List, follow and end submitted jobs",
    load: () => import("./commands/jobs.ts"),
  },
  {
    name: "doctor",
    summary: "Show what this machine offers and lacks",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "completions",
    summary: "Print completions for a shell",
    load: () => import("./commands/completions.ts"),
  },
  {
    name: "version",
    summary: "Print the version of this program",
    load: () => import("./commands/version.ts"),
  },
];
