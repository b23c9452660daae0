/** Sequences whose items are files, named by a pattern. For the fixture "lazy" in Python. @module */

import { apply, binrefArray, type RequestCase } from "./request_case.ts";

const POLICY = { id: "D4", status: 422, types: ["value_error"] } as const;

/** Cases for the fixture "lazy" where URLs are allowed: they are no way around the folders. */
export const lazyUrls: readonly RequestCase[] = [
  ...["local:///etc/*.nothing", "simplecache::file:///etc/*.nothing", "memory://x*", "/etc/*.x"]
    .map(
      (pattern) => apply(`lazy: ${pattern}`, `{"numbers":"@${pattern}"}`, { differs: POLICY }),
    ),
  ...["local:///etc/hostname", "simplecache::file:///etc/hostname", "folder/x::/etc/hostname"].map(
    (path) =>
      apply(`lazy: binref ${path}`, `{"arrays":[${binrefArray("uint8", [1], path)}]}`, {
        differs: { id: "D4", status: 422 },
      }),
  ),
  apply("lazy: a URL that nobody answers", '{"numbers":"@http://127.0.0.1:1/x.json"}'),
  apply("lazy: inside the folder", '{"numbers":"@number_1.json"}'),
];

/** Cases for the fixture "lazy", whose servers run in their input folder. */
export const lazyRequests: readonly RequestCase[] = [
  ...[
    '{"numbers":[1,2.5]}',
    '{"numbers":["x"]}',
    '{"numbers":"number_*.json"}',
    '{"numbers":5}',
    '{"numbers":"@number_*.json"}',
    '{"numbers":"@number_?.json"}',
    '{"numbers":"@number_[12].json"}',
    '{"numbers":"@./number_1.json"}',
    '{"numbers":"@folder/../number_1.json"}',
    '{"numbers":"@nothing_*.json"}',
    '{"numbers":"@text_*.json"}',
    '{"numbers":"@broken.txt"}',
    '{"numbers":"@number_*.json","only_first":true}',
    '{"arrays":[[1,2],[3]]}',
    '{"arrays":"@array_*.json"}',
    '{"numbers":"@**/number_1.json"}',
  ].map((inputs) => apply(`lazy: ${inputs}`, inputs)),
  apply("lazy: another folder", '{"numbers":"@../outside.json"}', { differs: POLICY }),
  apply("lazy: a pattern for folders", '{"numbers":"@../*/number_1.json"}', { differs: POLICY }),
  apply("lazy: the root", '{"numbers":"@/etc/*.nothing"}', { differs: POLICY }),
  apply("lazy: a URL of a file", '{"numbers":"@file:///etc/*.nothing"}', { differs: POLICY }),
  apply("lazy: another name for local files", '{"numbers":"@local:///etc/*.nothing"}', {
    differs: POLICY,
  }),
  apply("lazy: an item that leads outside", '{"arrays":"@outside_file.json"}', {
    differs: { id: "D4", status: 500 },
  }),
];
