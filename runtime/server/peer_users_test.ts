import assert from "node:assert/strict";
import { PeerUsers, uidOfPeer } from "./peer_users.ts";

// recorded on Linux 6.1: a server on 127.0.0.1:8000 (1F40) of uid 1000, a client at port 40000 of uid 1001
const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1
   1: 0100007F:9C40 0100007F:1F40 01 00000000:00000000 00:00000000 00000000  1001        0 2 1
   2: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 3 1
`;

Deno.test("uidOfPeer() reads the client's row, not the server's", () => {
  assert.equal(uidOfPeer(TABLE, 40_000, 8_000), 1001);
  assert.equal(uidOfPeer(TABLE, 40_001, 8_000), undefined);
  assert.equal(uidOfPeer(TABLE, 40_000, 8_001), undefined);
});

Deno.test("PeerUsers refuses another user, an unknown socket and other machines", () => {
  const table = { read: () => TABLE, ownUid: () => 1000, now: () => 0 };
  const users = new PeerUsers(8_000, table);
  assert.equal(users.isAllowed("127.0.0.1", 40_000), false);
  assert.equal(users.isAllowed("127.0.0.1", 40_001), false);
  assert.equal(users.isAllowed("10.0.0.7", 40_000), false);
  assert.equal(
    new PeerUsers(8_000, { ...table, ownUid: () => 1001 }).isAllowed("127.0.0.1", 40_000),
    true,
  );
});

Deno.test("PeerUsers looks a known port up again after a second", () => {
  let nowMs = 0;
  let reads = 0;
  const users = new PeerUsers(8_000, {
    ownUid: () => 1001,
    now: () => nowMs,
    read: () => {
      reads++;
      return TABLE;
    },
  });
  for (nowMs = 0; nowMs <= 1_000; nowMs += 250) users.isAllowed("127.0.0.1", 40_000);
  assert.equal(reads, 2);
});

Deno.test("PeerUsers looks all known ports up with one reading, and drops those that are gone", () => {
  let nowMs = 0;
  const reads: string[] = [];
  const second = TABLE.split("\n")[2]?.replace("9C40", "9C41");
  let table = `${TABLE}${second}\n`;
  const users = new PeerUsers(8_000, {
    ownUid: () => 1001,
    now: () => nowMs,
    read: (name) => {
      reads.push(name);
      return name === "tcp" ? table : "";
    },
  });
  const both = (): boolean[] => [40_000, 40_001].map((port) => users.isAllowed("127.0.0.1", port));
  assert.deepEqual(both(), [true, true]);
  nowMs = 1_000;
  assert.deepEqual(both(), [true, true]);
  assert.deepEqual(reads, ["tcp", "tcp", "tcp"]);
  table = TABLE;
  nowMs = 2_000;
  assert.deepEqual(both(), [true, false]);
  assert.deepEqual(reads.slice(3), ["tcp", "tcp", "tcp6"]);
});

Deno.test("PeerUsers finds IPv4 peers of IPv6 sockets", () => {
  const read = (name: string): string => name === "tcp6" ? TABLE : "";
  const users = new PeerUsers(8_000, { ownUid: () => 1001, now: () => 0, read });
  assert.equal(users.isAllowed("127.0.0.1", 40_000), true);
});
