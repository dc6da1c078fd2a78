/**
 * What somebody may do now, as the server decides it (domain/rights.py): the page follows to grey out what would be
 * refused. Pure.
 */
import type { Right } from "@/api/host";
import type { Role } from "@/api/meetings";
import { localOf, type SessionState } from "./state";

/** Rights of an observer. Everybody else starts with all of them. */
const OBSERVERS: ReadonlySet<Right> = new Set<Right>(["hand", "see_names"]);

/** `granted` and `off`: lists with commas. A grant to the person beats role and switch; hosts have no switches. */
export function isAllowed(right: Right, role: Role, granted: string, off: string): boolean {
  if (has(granted, right) || role === "host" || role === "cohost") return true;
  return (role !== "observer" || OBSERVERS.has(right)) && !has(off, right);
}

/** Whether I may; true until the room has told who I am. */
export function may(state: SessionState, right: Right): boolean {
  const me = localOf(state);
  return me === undefined || isAllowed(right, me.role, me.granted, state.room.off);
}

function has(list: string, right: Right): boolean {
  return list.split(",").includes(right);
}
