"use strict";

// Swagger UI would write the password and the refresh token to localStorage beside the access token.
// Only what a request needs is kept: the access token, which lapses within minutes.
// Without a client id it would also send the login an Authorization header that holds nothing but a colon.
const KeepLoginSimple = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authorizePassword: (original) => (auth) =>
          original(auth.clientId ? auth : { ...auth, passwordType: "request-body" }),
        authorizeOauth2: (original) => ({ auth, token }) => {
          const { password, clientSecret, ...rest } = auth;
          const { access_token, token_type } = token;
          return original({ auth: rest, token: { access_token, token_type } });
        },
      },
    },
  },
});

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  filter: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  plugins: [KeepLoginSimple],
});
