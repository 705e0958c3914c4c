/** Encrypted connections end to end. */
package dev.latchkey.app.tls;
