import assert from "node:assert/strict";
import type { Finding, Machine } from "./finding.ts";
import { examine } from "./registry.ts";

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max open files            20000                20000                files
Max address space         unlimited            unlimited            bytes
`;

/** A machine with everything, and changes to it. */
function machine(changes: Partial<Machine> = {}): Machine {
  const programs: Record<string, string> = {
    getconf: "glibc 2.36",
    sbatch: "slurm 24.05.4",
    apptainer: "apptainer version 1.3.4",
    python3: "3.12.4\n1.15.0",
  };
  return {
    os: "linux",
    arch: "x86_64",
    env: { DENO_TLS_CA_STORE: "system,mozilla" },
    tempFolder: "/tmp",
    read: (path) => Promise.resolve(path === "/proc/self/limits" ? LIMITS : undefined),
    run: (program) => {
      const text = programs[program];
      return Promise.resolve(text === undefined ? undefined : { code: 0, text });
    },
    knock: (path) => Promise.resolve(path === "/var/run/docker.sock" ? "answers" : "missing"),
    whyNotWritable: () => Promise.resolve(undefined),
    ...changes,
  };
}

/** The finding of one name. */
async function find(name: string, changes: Partial<Machine>): Promise<Finding> {
  const finding = (await examine(machine(changes))).find((candidate) => candidate.name === name);
  assert.ok(finding, `no finding "${name}"`);
  return finding;
}

Deno.test("examine() finds nothing lacking on a machine that has everything", async () => {
  const findings = await examine(machine());
  assert.deepEqual(findings.filter(({ isFound }) => !isFound), []);
  assert.equal(new Set(findings.map(({ name }) => name)).size, findings.length);
});

Deno.test("examine() gives a remedy for everything that is lacking, and for nothing else", async () => {
  const bare = machine({
    os: "windows",
    env: { HTTPS_PROXY: "http://proxy:3128", DENO_CERT: "/nowhere.pem" },
    run: () => Promise.resolve(undefined),
    knock: () => Promise.resolve("missing"),
    whyNotWritable: () => Promise.resolve("Read-only file system"),
  });
  for (const finding of [...await examine(bare), ...await examine(machine())]) {
    assert.equal(finding.remedy === undefined, finding.isFound, finding.name);
  }
});

const LACKING: Record<string, { name: string; changes: Partial<Machine>; detail: RegExp }> = {
  "an old C library": {
    name: "glibc",
    changes: { run: () => Promise.resolve({ code: 0, text: "glibc 2.17" }) },
    detail: /^2\.17$/,
  },
  "an old C library, as ldd tells it": {
    name: "glibc",
    changes: {
      run: (program) =>
        Promise.resolve(
          program === "ldd" ? { code: 0, text: "ldd (GNU libc) 2.17\nCopyright" } : undefined,
        ),
    },
    detail: /^2\.17$/,
  },
  "a limited address space": {
    name: "address space",
    changes: {
      read: () => Promise.resolve(LIMITS.replace("unlimited            ", "36507222016          ")),
    },
    detail: /^34\.0 GiB, expected 40\.0 GiB$/,
  },
  "few open files": {
    name: "open files",
    changes: { read: () => Promise.resolve(LIMITS.replace("20000", "256  ")) },
    detail: /^256, expected 1024$/,
  },
  "a socket that is not ours": {
    name: "container engine",
    changes: { knock: () => Promise.resolve("denied") },
    detail: /docker\.sock: not allowed$/,
  },
  "an engine on another machine": {
    name: "container engine",
    changes: {
      env: { DOCKER_HOST: "tcp://ada:secret@build:2375" },
      knock: () => Promise.resolve("missing"),
    },
    detail: /tcp:\/\/…@build:2375/,
  },
  "a Python without tesseract-core": {
    name: "tesseract-core",
    changes: { run: () => Promise.resolve({ code: 0, text: "3.12.4\nnone" }) },
    detail: /^not installed for python3$/,
  },
  "an old Python": {
    name: "Python",
    changes: { run: () => Promise.resolve({ code: 0, text: "3.9.2\nnone" }) },
    detail: /^3\.9\.2/,
  },
  "a proxy for this machine, too": {
    name: "NO_PROXY",
    changes: { env: { https_proxy: "http://proxy:3128", no_proxy: "localhost" } },
    detail: /^does not name 127\.0\.0\.1$/,
  },
};

for (const [what, { name, changes, detail }] of Object.entries(LACKING)) {
  Deno.test(`examine() reports ${what}`, async () => {
    const finding = await find(name, changes);
    assert.equal(finding.isFound, false);
    assert.match(finding.detail, detail);
  });
}

Deno.test("examine() takes the interpreter of the active environment", async () => {
  const asked: string[] = [];
  const run = (program: string) => {
    asked.push(program);
    return Promise.resolve(undefined);
  };
  await find("Python", { env: { VIRTUAL_ENV: "/home/ada/venv" }, run });
  assert.ok(asked.includes("/home/ada/venv/bin/python"));
});

Deno.test("examine() never shows a proxy's password", async () => {
  for (const value of ["http://ada:s3cret@proxy:3128", "ada:s3cret@proxy:3128", "://s3cret@"]) {
    const findings = await examine(machine({ env: { HTTPS_PROXY: value } }));
    assert.doesNotMatch(JSON.stringify(findings), /s3cret/);
  }
});
