/** The tick of a chosen menu entry; keeps its place when not chosen, so that nothing jumps. */
import { IconCheck } from "@tabler/icons-react";

export function MenuMark({ checked }: { checked: boolean }) {
  return <IconCheck size={18} aria-hidden="true" visibility={checked ? "visible" : "hidden"} />;
}
