/** Why inputs do not meet a module's schema, in words. @module */

import { validationText } from "../../../../runtime/schema/validation_text.ts";
import { errorItemsIn } from "../../served/answer.ts";

const MAX_ERRORS = 10;

/**
 * The faults that the body of a 422 lists.
 *
 * @param model Name of the schema.
 */
export function refusalText(body: string, model: string): string {
  const items = errorItemsIn(body);
  return items === undefined ? body : validationText(model, items, { maxErrors: MAX_ERRORS });
}
