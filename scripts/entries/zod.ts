/** What a module's author gets for `import … from "zod"`: the executable's own copy. @module */

export * from "zod";
export { default } from "zod";
