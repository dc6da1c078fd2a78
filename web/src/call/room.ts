/** How livekit-client is set up for our server: what is captured, in which layers it is sent, how long it retries. */
import { type ReconnectPolicy, Room, ScreenSharePresets, VideoPresets } from "livekit-client";

/** The topic on which our server sends chat messages. */
export const CHAT_TOPIC = "rapat.chat";

/** ms before each attempt of livekit-client to resume; after the last we join anew with a fresh token. */
const RESUME_PAUSES = [0, 300, 1_000, 2_000, 4_000, 4_000];

const resumeFirst: ReconnectPolicy = {
  nextRetryDelayInMs: ({ retryCount }) => RESUME_PAUSES[retryCount] ?? null,
};

export function openRoom(): Room {
  return new Room({
    // Pictures are asked for in the size of their tile, and only while it can be seen.
    adaptiveStream: true,
    // Layers that nobody watches are not encoded.
    dynacast: true,
    reconnectPolicy: resumeFirst,
    videoCaptureDefaults: { resolution: VideoPresets.h720.resolution },
    audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    publishDefaults: {
      videoCodec: "vp8",
      simulcast: true,
      videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
      screenShareEncoding: ScreenSharePresets.h1080fps15.encoding,
      // The server does not forward redundant audio (RFC 2198).
      red: false,
      dtx: true,
      // A stopped microphone takes a second to start again: the first word after unmuting would be lost.
      stopMicTrackOnMute: false,
    },
  });
}
