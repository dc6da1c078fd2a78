/** Which screen a path means. Everything behind the home page is fetched when somebody goes there. */
import { lazy, type ReactNode } from "react";
import { HomeScreen } from "./features/home/HomeScreen";

const AdminScreen = lazy(() => import("./features/admin/AdminScreen"));
const AnswerScreen = lazy(() => import("./features/calendar/AnswerScreen"));
const CalendarScreen = lazy(() => import("./features/calendar/CalendarScreen"));
const MeetingScreen = lazy(() => import("./features/join/MeetingScreen"));
const ForgottenScreen = lazy(() => import("./features/account/ForgottenScreen"));
const NotFoundScreen = lazy(() => import("./features/home/NotFoundScreen"));
const PeopleScreen = lazy(() => import("./features/directory/PeopleScreen"));
const ProfileScreen = lazy(() => import("./features/account/ProfileScreen"));
const SignInScreen = lazy(() => import("./features/account/SignInScreen"));
const WelcomeScreen = lazy(() => import("./features/account/WelcomeScreen"));
const ChatScreen = lazy(() => import("./features/chats/ChatScreen"));
const ChatsScreen = lazy(() => import("./features/chats/ChatsScreen"));

interface Route {
  path: RegExp;
  show(match: RegExpExecArray): ReactNode;
}

const ROUTES: readonly Route[] = [
  { path: /^\/$/, show: () => <HomeScreen /> },
  // Keyed: another meeting is another visit, nothing of the first may stay.
  { path: /^\/m\/([^/]+)\/?$/, show: ([, id = ""]) => <MeetingScreen key={id} id={safeDecode(id)} /> },
  { path: /^\/m\/([^/]+)\/chat\/?$/, show: ([, id = ""]) => <ChatScreen key={id} id={safeDecode(id)} /> },
  { path: /^\/chats\/?$/, show: () => <ChatsScreen /> },
  { path: /^\/sign-in$/, show: () => <SignInScreen /> },
  { path: /^\/forgotten$/, show: () => <ForgottenScreen /> },
  { path: /^\/welcome$/, show: () => <WelcomeScreen /> },
  { path: /^\/profile$/, show: () => <ProfileScreen /> },
  { path: /^\/calendar$/, show: () => <CalendarScreen /> },
  { path: /^\/answer$/, show: () => <AnswerScreen /> },
  { path: /^\/people$/, show: () => <PeopleScreen /> },
  { path: /^\/admin(?:\/([a-z]+))?\/?$/, show: ([, section = ""]) => <AdminScreen section={section} /> },
];

export function screenFor(path: string): ReactNode {
  for (const route of ROUTES) {
    const match = route.path.exec(path);
    if (match) return route.show(match);
  }
  return <NotFoundScreen />;
}

/** A broken %-sequence in an address is not worth a crash. */
function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
