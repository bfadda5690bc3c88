/** What an ssh server takes of both libraries: a hash of each, and keys of OpenSSL's registry, which brings the rest. */
export const cryptoProgram = `
#include <sodium.h>
#include <openssl/evp.h>
#include <stdio.h>
int main(void) {
  unsigned char out[32], key[32] = {0};
  unsigned int length = 0;
  if (sodium_init() < 0) return 1;
  crypto_generichash(out, sizeof out, key, sizeof key, NULL, 0);
  EVP_Digest(key, sizeof key, out, &length, EVP_sha256(), NULL);
  EVP_PKEY_CTX *keys = EVP_PKEY_CTX_new_id(EVP_PKEY_X25519, NULL);
  printf("%u\\n", length);
  return keys == NULL;
}
`;
