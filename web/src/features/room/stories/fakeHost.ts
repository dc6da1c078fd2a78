/** What hosts ask of the server in a story: rules that change, a line of people who wait, the rest says yes. */
import { type HostServer, RIGHTS, type Right, type Rules, type RulesChange } from "@/api/host";
import type { Session } from "@/call/session";

type Soon = <T>(value: T) => Promise<T>;

const LONG_AGO = 7 * 60_000;
const WAITING = ["Aisyah Putri", "Вера Холодная", "Tom Okafor"];

export function fakeHost(session: Session, soon: Soon, waiting: number, forced: readonly string[]): HostServer {
  let rules: Rules = {
    entry: "link",
    others: "wait",
    pin: "",
    places: 0,
    minutes: 0,
    locked: false,
    switches: Object.fromEntries(RIGHTS.map((right) => [right, true])) as Record<Right, boolean>,
    forced,
  };
  let line = WAITING.slice(0, waiting).map((name, index) => ({
    identity: `w${index}`,
    name,
    since: new Date(Date.now() - LONG_AGO / (index + 1)).toISOString(),
  }));
  const change = ({ switches, ...rest }: RulesChange & { locked?: boolean }) => {
    rules = { ...rules, ...rest, switches: { ...rules.switches, ...switches } };
    const off = RIGHTS.filter((right) => !rules.switches[right]).join(",");
    session.store.setState(({ room }) => ({ room: { ...room, off, locked: rules.locked } }));
    return soon(rules);
  };
  const yes = () => soon(undefined);
  return {
    rules: () => soon(rules),
    changeRules: change,
    stopEverything: () =>
      change({
        locked: true,
        switches: { microphone: false, camera: false, share: false, chat: false, private_chat: false, react: false },
      }),
    line: () => soon({ waiting: line, note: "" }),
    async admit(identity) {
      line = line.filter((person) => identity !== null && person.identity !== identity);
      await yes();
    },
    async deny(identity) {
      line = line.filter((person) => person.identity !== identity);
      await yes();
    },
    async spotlight(identity) {
      session.store.setState(({ room }) => ({ room: { ...room, spotlight: identity } }));
      await yes();
    },
    writeNote: yes,
    sendBack: yes,
    ask: yes,
    takeBack: yes,
    nextSpeaker: () => soon("p1"),
    lowerHands: yes,
    undoMuteAll: yes,
    transfer: yes,
    rename: yes,
    bans: () => soon([{ identity: "b1", name: "Mallory" }]),
    letBack: yes,
    names: () => soon({}),
    invite: () => soon("https://meet.example.org/m/abc-defg-hij#invitation=eyJhbGciOiJIUzI1NiJ9"),
    report: yes,
    react: yes,
  };
}
