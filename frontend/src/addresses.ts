/** Every address of the web app. The server knows their first parts: `SHELLS` in app/api/web_app.py. */
export const addresses = {
  home: "/",
  sweet: (id: number) => `/sweets/${id}`,
  basket: "/basket",
  purchases: "/orders",
  purchase: (id: number) => `/orders/${id}`,
  account: "/account",
  logIn: "/account/login",
  register: "/account/register",
  forgotten: "/account/forgotten",
  counter: "/counter",
  admin: "/admin",
};
