/** Listens to the keys of the call. Which key means what stands in call/hotkeys.ts. */
import { useEffect, useEffectEvent, useRef } from "react";
import { useDevices } from "@/call/devices";
import { type Act, actOf, groundOf } from "@/call/hotkeys";
import { usePreferences } from "@/platform/preferences";
import { type Acts, useActs } from "./useActs";

type Simple = Exclude<Act, "talk" | "region">;

const DO: Record<Simple, (acts: Acts) => void> = {
  microphone: (acts) => acts.toggle("microphone"),
  camera: (acts) => acts.toggle("camera"),
  hand: (acts) => acts.hand(),
  react: (acts) => acts.react(),
  chat: (acts) => acts.panel("chat"),
  people: (acts) => acts.panel("people"),
  share: (acts) => acts.share(),
  layout: (acts) => acts.layout(),
  fullscreen: (acts) => acts.fullscreen(),
  help: (acts) => acts.help(),
  leave: (acts) => acts.askToLeave(),
};

/** `cycle` moves the focus to the next region (F6) or the one before. */
export function useShortcuts(cycle: (back: boolean) => void): void {
  const acts = useActs();
  const enabled = usePreferences(({ shortcuts }) => shortcuts);
  const talking = useRef(false);
  const onDown = useEffectEvent((event: KeyboardEvent) => {
    // An open dialog is the whole world; a composed letter is no key.
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    const act = actOf(event, groundOf(event.target), enabled);
    if (act === null) return;
    event.preventDefault();
    if (event.repeat) return;
    if (act === "region") cycle(event.shiftKey);
    else if (act !== "talk") DO[act](acts);
    else if (!useDevices.getState().microphoneOn) {
      talking.current = true;
      useDevices.getState().setOn("microphone", true);
    }
  });
  const onUp = useEffectEvent((event: Event) => {
    if (!talking.current || (event instanceof KeyboardEvent && event.code !== "Space")) return;
    talking.current = false;
    useDevices.getState().setOn("microphone", false);
  });
  useEffect(() => {
    const down = (event: KeyboardEvent) => onDown(event);
    const up = (event: Event) => onUp(event);
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    // The key is let go elsewhere: nobody may stay on the air.
    window.addEventListener("blur", up);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", up);
    };
  }, []);
}
