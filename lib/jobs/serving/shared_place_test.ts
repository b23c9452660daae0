import assert from "node:assert/strict";
import { unlikelyShared } from "./shared_place.ts";

const MOUNTS = `/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
server:/home /home nfs4 rw 0 0
server:/with\\040blank /with\\040blank lustre rw 0 0
/dev/sdb1 /home/disk xfs rw 0 0
`;

Deno.test("unlikelyShared() names what is on a local disk while jobs are on a network file system", () => {
  const paths = ["/home/me/tessera", "/usr/bin/tessera", "/with blank/x", "/home/disk/x", "/tmp/x"];
  assert.deepEqual(unlikelyShared(paths, "/home/me/.local/state", MOUNTS), [
    "/usr/bin/tessera",
    "/home/disk/x",
    "/tmp/x",
  ]);
});

Deno.test("unlikelyShared() doubts only folders such as /tmp where no network file system is seen", () => {
  const paths = ["/opt/tessera", "/tmp/tessera", "/var/tmp/x"];
  assert.deepEqual(unlikelyShared(paths, "/srv/state", ""), ["/tmp/tessera", "/var/tmp/x"]);
  assert.deepEqual(unlikelyShared(["/tmp/tessera"], "/tmp/cluster/state", ""), []);
  assert.deepEqual(unlikelyShared(["/home"], "/homes/x", "s:/home /home nfs rw 0 0\n"), []);
});
