/** Paths of differentiable arrays (`mesh.points`, `layers.[0].weights`, `named.{a}`) and what stands there. @module */

import type { Draft } from "./draft.ts";

const SEGMENT = /\{((?:[^{}\\]|\\.)*)\}|\[(\d*)\]|([^.{}[\]]+)/g;

type Segment =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number | undefined }
  | { readonly kind: "key"; readonly key: string | undefined };

/** Every path in a draft that a pattern stands for; `[]` is any item, `{}` any key. */
export function pathsIn(draft: Draft | undefined, pattern: string): string[] {
  let found: { draft: Draft | undefined; text: string }[] = [{ draft, text: "" }];
  for (const segment of segmentsOf(pattern)) {
    found = found.flatMap(({ draft, text }) =>
      childrenAt(draft, segment).map(({ child, name }) => ({
        draft: child,
        text: text === "" ? name : `${text}.${name}`,
      }))
    );
  }
  return found.filter(({ draft }) => draft !== undefined).map(({ text }) => text);
}

/** The draft at a path. */
export function draftAt(draft: Draft | undefined, path: string): Draft | undefined {
  let at = draft;
  for (const segment of segmentsOf(path)) at = childrenAt(at, segment)[0]?.child;
  return at !== undefined && at.kind === "union" ? at.draft : at;
}

function segmentsOf(path: string): Segment[] {
  return [...path.matchAll(SEGMENT)].map(([, key, index, name]) => {
    if (name !== undefined) return { kind: "name", name };
    if (index !== undefined) {
      return { kind: "index", index: index === "" ? undefined : Number(index) };
    }
    return { kind: "key", key: key === "" ? undefined : key?.replaceAll(/\\(.)/g, "$1") };
  });
}

function childrenAt(
  given: Draft | undefined,
  segment: Segment,
): { child: Draft | undefined; name: string }[] {
  const draft = given?.kind === "union" ? given.draft : given;
  if (segment.kind === "name" && draft?.kind === "model") {
    return [{ child: draft.fields[segment.name], name: segment.name }];
  }
  if (draft?.kind === "entries" && segment.kind !== "index") {
    const wanted = segment.kind === "key" ? segment.key : segment.name;
    return draft.entries.filter(({ key }) => wanted === undefined || key === wanted)
      .map(({ key, draft: child }) => ({ child, name: `{${key.replaceAll(/[{}\\]/g, "\\$&")}}` }));
  }
  if (draft?.kind === "items" && segment.kind === "index") {
    return draft.items.map((child, index) => ({ child, name: `[${index}]`, index }))
      .filter(({ index }) => segment.index === undefined || index === segment.index);
  }
  return [];
}
