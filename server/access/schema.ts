import { z } from "zod";
import { roles } from "./rights";

/** What someone is in a project. Apart from the table of rights, which browsers load and Zod would make heavy. */
export const role = z.enum(roles);
