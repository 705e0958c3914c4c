/** Tests of TLS from PEM files. */
package dev.latchkey.tls;
