/** Whether I may write there now; the server decides, this only keeps a person from writing for nothing. */
import { EVERYBODY, HOSTS } from "@/api/chat";
import { useChatRoom } from "./room";

export function useMayWrite(to: string): boolean {
  const { people, rights } = useChatRoom();
  if (to === EVERYBODY) return rights.write;
  if (to === HOSTS) return true;
  const person = people.find(({ identity }) => identity === to);
  if (person === undefined) return false;
  return rights.write_to_people || person.role === "host" || person.role === "cohost";
}
