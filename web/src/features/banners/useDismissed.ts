/** Device problems that the person has put away stay away until they change. */
import { useState } from "react";
import type { DeviceProblem, InputKind } from "@/call/devices";

type Problems = Record<InputKind, DeviceProblem>;

export function useDismissed(problems: Problems): { dismissed: Problems; dismiss(kind: InputKind): void } {
  const [away, setAway] = useState<Problems>({ microphone: null, camera: null });
  const left = (kind: InputKind) => (problems[kind] === away[kind] ? null : problems[kind]);
  return {
    dismissed: { microphone: left("microphone"), camera: left("camera") },
    dismiss: (kind) => setAway((now) => ({ ...now, [kind]: problems[kind] })),
  };
}
