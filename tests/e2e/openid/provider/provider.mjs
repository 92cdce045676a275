// A certified provider on this machine, for the tests: node provider.mjs '{"port": …, …}'
// People are given as {login: claims}; whoever signs in is who they say, with any password.

import { generateKeyPair, exportJWK } from 'jose';
import Provider from 'oidc-provider';

const asked = JSON.parse(process.argv[2]);
const { privateKey } = await generateKeyPair('RS256', { extractable: true });

const provider = new Provider(`http://localhost:${asked.port}`, {
  clients: [{
    client_id: asked.client_id,
    client_secret: asked.client_secret,
    redirect_uris: [asked.redirect_uri],
    backchannel_logout_uri: asked.logout_uri,
    backchannel_logout_session_required: true,
  }],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'roles'] },
  cookies: { keys: [crypto.randomUUID()] },
  conformIdTokenClaims: false,  // else names and roles are in userinfo only, which nobody reads
  features: { backchannelLogout: { enabled: true } },
  // Its own guard refuses to call this machine, which is where the product under test is.
  fetch: (address, { dispatcher, ...options }) => fetch(address, options),
  findAccount: (ctx, login) => asked.people[login] && {
    accountId: login,
    claims: () => ({ sub: login, ...asked.people[login] }),
  },
  jwks: { keys: [await exportJWK(privateKey)] },
  ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 300, Interaction: 300, Session: 600, Grant: 600 },
});

provider.on('backchannel.error', (ctx, error) => console.error(error));
provider.listen(asked.port, '127.0.0.1', () => console.log('ready'));
