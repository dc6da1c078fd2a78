/** Showing the own screen: how it is captured, and that closing the browser's picker is no failure. */
import { type LocalParticipant, ScreenSharePresets } from "livekit-client";

export async function shareScreen(me: LocalParticipant, on: boolean): Promise<void> {
  try {
    await me.setScreenShareEnabled(on, {
      audio: true,
      // Text must stay readable: the encoder gives up frames before pixels.
      contentHint: "detail",
      resolution: ScreenSharePresets.h1080fps15.resolution,
      // This very tab would show a hall of mirrors.
      selfBrowserSurface: "exclude",
      surfaceSwitching: "include",
      systemAudio: "include",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") return;
    throw error;
  }
}
