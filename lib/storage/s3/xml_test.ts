import assert from "node:assert/strict";
import { parseXml, textOf } from "./xml.ts";

Deno.test("parseXml() reads what services answer", () => {
  const root = parseXml(
    `\uFEFF<?xml version="1.0"?>\n<!-- x --><a:List xmlns="http://x/"><Key>a&amp;b&#x1F9EA;&#10;</Key>` +
      `<Empty/><Raw><![CDATA[<&>]]></Raw></a:List>\n`,
  );
  assert.equal(root.name, "List");
  assert.equal(textOf(root, "Key"), "a&b\u{1F9EA}\n");
  assert.equal(textOf(root, "Empty"), "");
  assert.equal(textOf(root, "Raw"), "<&>");
  assert.equal(textOf(root, "Missing"), undefined);
});

Deno.test("parseXml() refuses what is malformed or dangerous", () => {
  const doctype = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>';
  for (const text of ["", "text", "<a>", "<a></b>", "</a>", "<a/><b/>", "<a", doctype]) {
    assert.throws(() => parseXml(text), SyntaxError, text);
  }
  assert.throws(() => parseXml("<a>".repeat(1000)), /too deeply/);
});
