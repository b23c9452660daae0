/** What is used of the AssemblyScript compiler; its own declarations take the place of Node's. */
declare const asc: {
  main(
    argv: readonly string[],
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
};
export default asc;
