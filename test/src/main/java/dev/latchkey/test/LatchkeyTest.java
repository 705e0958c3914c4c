package dev.latchkey.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a Latchkey server. Parameters of the test, of its lifecycle methods and of its constructor may have these types:
 *
 * <table>
 *   <caption>Parameters</caption>
 *   <tr><td>{@link LatchkeyServer}</td><td>the server, with its faults</td></tr>
 *   <tr><td>{@code Latchkey}, {@code Clerk}, {@code AsyncClerk}</td><td>a client of it</td></tr>
 *   <tr><td>{@code ClientConfig}</td><td>the configuration of a client of it, to be changed</td></tr>
 *   <tr><td>{@code InetSocketAddress}</td><td>its address</td></tr>
 * </table>
 *
 * <p>Each test has a server of its own, with an empty store, on a free port, so tests may run in parallel. A server that a
 * {@code BeforeAll} method takes is shared by all tests of the class. The server and its client are closed after the test or after the
 * class. A test that takes no such parameter starts no server.
 */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(LatchkeyExtension.class)
public @interface LatchkeyTest {

    /** Whether the store survives {@link LatchkeyServer#crashAndRestart}. */
    boolean durable() default false;

    /** How the clock of leases runs. */
    Leases leases() default Leases.BY_HAND;
}
