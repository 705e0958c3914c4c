/**
 * Auto-configuration of a Latchkey client for Spring Boot 4: a {@code Latchkey} and a {@code Clerk} from the properties {@code latchkey.*} or
 * from {@link dev.latchkey.spring.boot.starter.LatchkeyConnectionDetails}, a health indicator, metrics, and, if their libraries are present,
 * a lock registry for Spring Integration and a lock provider for ShedLock.
 */
@NullMarked
package dev.latchkey.spring.boot.starter;

import org.jspecify.annotations.NullMarked;
