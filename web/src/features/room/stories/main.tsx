/**
 * The call without a server, for the eye: `npm run dev`, then /src/features/room/stories/?people=5&share=1&lang=ru.
 * Not part of the built app. Parameters: people, off (cameras off), share (other|me), panel (chat|people), role,
 * trouble (connecting|line|server|muted|talking|sound|silent|weak|camera), hands, layout (speaker), poor, lang, talk (messages before).
 */
import { createRoot } from "react-dom/client";
import { useDevices } from "@/call/devices";
import { CallContext } from "@/features/call/context";
import { startTexts } from "@/i18n";
import { isLanguage } from "@/i18n/languages";
import { LiveAnnouncer } from "@/ui/LiveAnnouncer";
import { Toaster } from "@/ui/Toaster";
import { Room } from "../Room";
import { fakeCall } from "./fake";
import "@/ui/tokens.css";
import "@/ui/base.css";

const wishes = new URLSearchParams(window.location.search);
const language = wishes.get("lang");
await startTexts(isLanguage(language) ? language : "en");
const root = document.getElementById("root");
if (root === null) throw new Error("no #root");
const call = fakeCall(wishes);
Object.assign(window, { call, useDevices });
createRoot(root).render(
  <>
    <CallContext value={call}>
      <Room />
    </CallContext>
    <Toaster />
    <LiveAnnouncer />
  </>,
);
