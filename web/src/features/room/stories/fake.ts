/** A call made of nothing: people with painted pictures, a chat with words, a server that says yes after a moment. */
import { createStore } from "zustand/vanilla";
import { type ChatServer, EVERYBODY, type FileCard, type Message } from "@/api/chat";
import type { Role } from "@/api/meetings";
import { createChat } from "@/call/chat";
import { message, page, RULES } from "@/call/chatfixtures";
import { useDevices } from "@/call/devices";
import { createReactions } from "@/call/reactions";
import type { MeetingServer } from "@/call/server";
import type { Session } from "@/call/session";
import { type Connection, FIRST_STATE, type Participant, type SessionState } from "@/call/state";
import { createWaitingDesk } from "@/call/waiting";
import type { Call } from "@/features/call/context";
import { createView, type Panel } from "@/features/call/view";
import { type Attachments, createAttachments } from "@/features/chat/attachments";
import { fakeHost } from "./fakeHost";
import { paintedFace, paintedScreen } from "./paint";

const NAMES = [
  "Siti Rahmawati",
  "Анна Петрова",
  "Budi Santoso",
  "Maria Fernández-Villanueva",
  "Дмитрий Константинопольский",
  "Joko W.",
  "Lena Hoffmann",
  "Ольга",
  "Putu Ayu Lestari",
  "Tom Okafor",
  "Екатерина Великая",
  "Rizky",
  "Nadia Kusuma",
  "Пётр Ильич",
  "Sam Lee",
];

function personAt(index: number, wishes: URLSearchParams): Participant {
  const off = Number(wishes.get("off") ?? 0);
  const camera = index >= off || (index === 0 && off < 99);
  const shares = wishes.get("share");
  const screen = (shares === "other" && index === 1) || (shares === "me" && index === 0);
  const hands = Number(wishes.get("hands") ?? 0);
  return {
    identity: index === 0 ? "me" : `p${index}`,
    name:
      index === 0 ? "Kirana Dewi" : `${NAMES[(index - 1) % NAMES.length]}${index > NAMES.length ? ` ${index}` : ""}`,
    face: "",
    role: index === 0 ? ((wishes.get("role") ?? "host") as Role) : index === 2 ? "cohost" : "participant",
    local: index === 0,
    granted: "",
    hand: index > 0 && index <= hands ? hands - index + 1 : null,
    microphone: index % 3 !== 2,
    camera,
    screen,
    cameraTrack: camera ? `camera-${index}` : null,
    screenTrack: screen ? `screen-${index}` : null,
    speaking: index === 1,
    quality: index === 3 && wishes.has("poor") ? "poor" : "good",
  };
}

function connectionOf(trouble: string | null): Connection {
  if (trouble === "connecting") return { at: "connecting" };
  if (trouble === "line" || trouble === "server")
    return { at: "reconnecting", since: performance.now() - 7_000, cause: trouble };
  return { at: "connected" };
}

function stateOf(wishes: URLSearchParams): SessionState {
  const trouble = wishes.get("trouble");
  const count = Number(wishes.get("people") ?? 5);
  const participants = Array.from({ length: count }, (_, index) => personAt(index, wishes)).map((person) =>
    person.local && trouble === "weak" ? { ...person, quality: "poor" as const } : person,
  );
  return {
    ...FIRST_STATE,
    connection: connectionOf(trouble),
    participants: trouble === "connecting" ? [] : participants,
    room: {
      title: "Weekly planning",
      locked: wishes.has("locked"),
      off: wishes.get("off-rights") ?? "",
      spotlight: wishes.get("spotlight"),
    },
    mutedByHost: { microphone: trouble === "muted", camera: false },
    speakingWhileMuted: trouble === "talking",
    silent: trouble === "silent",
    soundBlocked: trouble === "sound",
    sharing: wishes.get("share") === "me" ? "on" : "off",
  };
}

function fakeSession(wishes: URLSearchParams): Session {
  const store = createStore<SessionState>()(() => stateOf(wishes));
  const nothing = () => () => undefined;
  const change = (of: Partial<Participant>) =>
    store.setState(({ participants }) => ({
      participants: participants.map((person) => (person.local ? { ...person, ...of } : person)),
    }));
  const follow = ({ microphoneOn, cameraOn }: { microphoneOn: boolean; cameraOn: boolean }) =>
    change({ microphone: microphoneOn, camera: cameraOn, cameraTrack: cameraOn ? "camera-0" : null });
  useDevices.subscribe(follow);
  follow(useDevices.getState());
  return {
    store,
    start: () => undefined,
    leave: () => store.setState({ connection: { at: "ended", reason: "left" } }),
    rejoinNow: () => store.setState({ connection: { at: "connected" } }),
    async setSharing(on) {
      store.setState({ sharing: on ? "on" : "off" });
    },
    showVideo(identity, source, element) {
      const seed = identity === "me" ? 0 : Number(identity.slice(1));
      element.srcObject = source === "screen" ? paintedScreen() : paintedFace(seed);
      return () => {
        element.srcObject = null;
      };
    },
    watchLevel(_identity, listener) {
      const timer = setInterval(() => listener(Math.random() * 0.4), 100);
      return () => clearInterval(timer);
    },
    watchMicrophone(listener) {
      const timer = setInterval(() => listener(0.3 + Math.random() * 0.5), 100);
      return () => clearInterval(timer);
    },
    allowSound: () => store.setState({ soundBlocked: false }),
    acknowledge: () => store.setState({ mutedByHost: { microphone: false, camera: false }, silent: false }),
    onChatPacket: nothing,
    onConnected: nothing,
    onNotice: nothing,
    callThem: () => undefined,
  };
}

const WORDS: [number, string, Partial<Message>?][] = [
  [1, "Good morning! The **agenda** is here: https://wiki.example.org/planning?week=47 (two pages)."],
  [
    1,
    "Please read it before we start:\n- numbers\n- open questions",
    { reactions: { "👍": ["me", "p2"], "👀": ["p3"] } },
  ],
  [
    0,
    "Done, thanks 🙏",
    { reply: { id: "m2", identity: "p1", name: "Siti Rahmawati", text: "Please", deleted: false } },
  ],
  [2, "Я подключусь без камеры, связь в поезде слабая."],
  [2, "Но всё слышу.", { edited_at: new Date().toISOString() }],
  [4, "👍"],
  [3, "", { deleted: "writer" }],
  [0, "Let us begin with the numbers.\nThen the open questions, one by one.", { to: "hosts" }],
  [
    3,
    "@Kirana Dewi who decides about `deadline`, and until when?",
    { mentions: [{ identity: "me", name: "Kirana Dewi" }] },
  ],
  [1, "Between us: the report", { to: "me", files: [fileCard("report.pdf", 248_300)] }],
  [4, "May I say something?", { held: true }],
];

function fileCard(name: string, size: number): FileCard {
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  return {
    id: name,
    name,
    type: "application/octet-stream",
    size,
    width: 0,
    height: 0,
    preview: false,
    expires_at,
    gone: false,
  };
}

/** The words of the story, below so many others. */
function messages(before: number): Message[] {
  const earlier = Array.from({ length: before }, (_, at): (typeof WORDS)[number] => [at % 4, `Earlier words, ${at}`]);
  const words = [...earlier, ...WORDS];
  return words.map(([writer, text, more = {}], index) =>
    message(index + 1, writer === 0 ? "me" : `p${writer}`, {
      name: writer === 0 ? "Kirana Dewi" : (NAMES[writer - 1] ?? ""),
      text,
      sent_at: new Date(Date.now() - (words.length - index) * 100_000).toISOString(),
      ...more,
    }),
  );
}

function fakeChatServer(before: number): ChatServer {
  let stored = messages(before);
  let revision = stored.length;
  const change = (id: string, of: (one: Message) => Partial<Message>): Message => {
    revision += 1;
    stored = stored.map((one) => (one.id === id ? { ...one, ...of(one), revision } : one));
    return stored.find((one) => one.id === id) ?? message(0);
  };
  return {
    page: async (wanted) => page("before" in wanted ? [] : stored),
    async write(client_id, { text, to }) {
      revision += 1;
      const sent_at = new Date().toISOString();
      const written = message(revision, "me", { id: client_id, client_id, name: "Kirana Dewi", text, to, sent_at });
      stored = [...stored, written];
      return written;
    },
    edit: async (id, _clientId, text) => change(id, () => ({ text, edited_at: new Date().toISOString() })),
    remove: async (id) => void change(id, () => ({ text: "", deleted: "writer" })),
    approve: async (id) => change(id, () => ({ held: false })),
    react: async (id, emoji, chosen) =>
      change(id, ({ reactions }) => ({ reactions: { ...reactions, [emoji]: chosen ? ["me"] : [] } })),
    steer: async (to) => ({ ...RULES, ...to }),
    pin: async (id) => ({ ...RULES, pinned: stored.find((one) => one.id === id) ?? null }),
    markRead: async () => undefined,
    typing: async () => undefined,
    search: async (words) =>
      stored
        .filter(({ text, to }) => to === EVERYBODY && text.toLowerCase().includes(words.toLowerCase()))
        .map((one) => ({ meeting: "abc", title: "Weekly planning", number: one.seq, message: one })),
  };
}

function fakeServer(session: Session, wishes: URLSearchParams): MeetingServer {
  const failing = wishes.has("failing");
  const forced = (wishes.get("forced") ?? "").split(",").filter(Boolean);
  const soon = <T>(value: T) =>
    new Promise<T>((resolve, reject) => setTimeout(() => (failing ? reject(new Error("story")) : resolve(value)), 200));
  const changePerson = (identity: string, of: Partial<Participant>) =>
    session.store.setState(({ participants }) => ({
      participants: participants.map((person) => (person.identity === identity ? { ...person, ...of } : person)),
    }));
  return {
    join: () => soon({ url: "", token: "", identity: "me", role: "host" as const }),
    async setHand(raised) {
      await soon(null);
      changePerson("me", { hand: raised ? 9 : null });
    },
    async lowerHandOf(identity) {
      await soon(null);
      changePerson(identity, { hand: null });
    },
    async setLocked(locked) {
      await soon(null);
      session.store.setState(({ room }) => ({ room: { ...room, locked } }));
    },
    end: () => soon(undefined),
    muteAll: () => soon(["p1", "p2", "p3"]),
    mute: (identity, source) => soon(changePerson(identity, source === "microphone" ? { microphone: false } : {})),
    remove: () => soon(undefined),
    setRole: () => soon(undefined),
    host: fakeHost(session, soon, Number(wishes.get("waiting") ?? 0), forced),
  };
}

function fakeAttachments(): Attachments {
  return createAttachments({
    server: {
      upload: () => new Promise(() => undefined),
      setPreview: async () => undefined,
      discard: async () => undefined,
      addressOf: (id) => id,
      previewOf: (id) => id,
    },
    newId: () => crypto.randomUUID(),
    pictured: async () => null,
  });
}

export function fakeCall(wishes: URLSearchParams): Call {
  const session = fakeSession(wishes);
  const server = fakeServer(session, wishes);
  const chat = createChat({
    server: fakeChatServer(Number(wishes.get("talk") ?? 0)),
    me: "me",
    newId: () => crypto.randomUUID(),
    now: () => new Date().toISOString(),
  });
  const unread = Number(wishes.get("unread") ?? 0);
  void chat.load().then(() => unread && chat.store.setState({ unread }));
  if (wishes.get("trouble") === "camera") useDevices.getState().report("camera", "busy");
  const view = createView({
    panel: wishes.get("panel") as Panel | null,
    layout: wishes.get("layout") === "speaker" ? "speaker" : "grid",
  });
  const meeting = { id: "abc-defg-hij", title: "Weekly planning", link: "https://meet.example.org/m/abc-defg-hij" };
  const reactions = createReactions(() => undefined);
  if (wishes.has("reaction")) reactions.receive({ identity: "p1", emoji: "👏" });
  const waiting = createWaitingDesk(server.host, () => () => undefined);
  void waiting.refresh();
  return { meeting, session, server, chat, attachments: fakeAttachments(), waiting, reactions, view };
}
