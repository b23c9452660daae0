/**
 * English messages for schemas that are read with `zod/mini`, which brings none of its own. To be imported where a
 * message of a schema is shown.
 *
 * @module
 */

import { config } from "zod/mini";
import en from "zod/v4/locales/en.js";

config(en());
