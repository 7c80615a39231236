import type { ReactNode } from "react";
import { Link, Navigate, Route, Routes, useLocation, useNavigate } from "react-router";
import { addresses } from "../addresses.ts";
import { logOut } from "../api/session.ts";
import { useSession } from "../api/use-session.ts";
import { Frame } from "../shop/frame.tsx";
import { Button } from "../ui/button.tsx";
import { NotHere } from "../ui/not-here.tsx";
import { useTitle } from "../ui/page.ts";
import { useWords } from "../words/index.tsx";
import { LoginForm } from "./login-form.tsx";
import { RegisterForm } from "./register-form.tsx";
import { Slip } from "./slip.tsx";

/** Logging in, opening an account, and one's own account, on the shop's front. */
export default function Account() {
  const words = useWords().account;
  return (
    <Frame>
      <Routes>
        <Route index element={<Profile />} />
        <Route
          path="login"
          element={
            <Way title={words.logIn} form={(done) => <LoginForm onDone={done} />}>
              <Link to={addresses.forgotten}>{words.forgotten}</Link>
              <Link to={addresses.register}>{words.noAccount}</Link>
            </Way>
          }
        />
        <Route
          path="register"
          element={
            <Way title={words.register} form={(done) => <RegisterForm onDone={done} />}>
              <Link to={addresses.logIn}>{words.haveAccount}</Link>
            </Way>
          }
        />
        <Route path="forgotten" element={<Forgotten />} />
        <Route path="*" element={<NotHere />} />
      </Routes>
    </Frame>
  );
}

/** A way in, which leads back to where the person came from. */
function Way({ title, form, children }: { title: string; form: (done: () => void) => ReactNode; children: ReactNode }) {
  const navigate = useNavigate();
  const { state } = useLocation() as { state: { from?: string } | null };
  useTitle(title);
  return (
    <Slip title={title} links={children}>
      {form(() => void navigate(state?.from ?? addresses.home, { replace: true }))}
    </Slip>
  );
}

function Forgotten() {
  const words = useWords().account;
  useTitle(words.forgottenTitle);
  return (
    <Slip title={words.forgottenTitle} links={<Link to={addresses.logIn}>{words.logIn}</Link>}>
      <p>{words.forgottenDetail}</p>
    </Slip>
  );
}

function Profile() {
  const words = useWords().account;
  const session = useSession();
  const navigate = useNavigate();
  useTitle(words.title);
  if (session.status === "unknown") return null;
  if (session.status === "out") return <Navigate to={addresses.logIn} state={{ from: addresses.account }} replace />;
  return (
    <Slip title={words.title}>
      <p>{session.user.full_name}</p>
      <p>{session.user.email}</p>
      <Button look="line" onClick={() => void logOut().then(() => navigate(addresses.home))}>
        {words.logOut}
      </Button>
    </Slip>
  );
}
