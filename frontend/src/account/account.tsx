import type { ReactNode } from "react";
import { Link, Route, Routes, useLocation, useNavigate } from "react-router";
import { addresses } from "../addresses.ts";
import { NotHere } from "../ui/not-here.tsx";
import { useTitle } from "../ui/page.ts";
import { useWords } from "../words/index.tsx";
import { EVERYBODY, Gate } from "./gate.tsx";
import { LoginForm } from "./login-form.tsx";
import { Profile } from "./profile.tsx";
import { RegisterForm } from "./register-form.tsx";
import { Slip } from "./slip.tsx";

/** Logging in, opening an account, and one's own account. */
export default function Account() {
  const words = useWords().account;
  // Where somebody came from goes with them from one way in to the other.
  const { state } = useLocation();
  return (
    <Routes>
      <Route
        index
        element={
          <Gate roles={EVERYBODY}>
            <Profile />
          </Gate>
        }
      />
      <Route
        path="login"
        element={
          <Way title={words.logIn} form={(done) => <LoginForm onDone={done} />}>
            <Link to={addresses.forgotten} state={state}>
              {words.forgotten}
            </Link>
            <Link to={addresses.register} state={state}>
              {words.noAccount}
            </Link>
          </Way>
        }
      />
      <Route
        path="register"
        element={
          <Way title={words.register} form={(done) => <RegisterForm onDone={done} />}>
            <Link to={addresses.logIn} state={state}>
              {words.haveAccount}
            </Link>
          </Way>
        }
      />
      <Route path="forgotten" element={<Forgotten />} />
      <Route path="*" element={<NotHere />} />
    </Routes>
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
