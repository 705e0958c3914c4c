package dev.latchkey.http.message;

/** A request is answered with a problem document. Thrown while a request is decoded, which no other party can observe. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** Returns an exception for an invalid request. */
    public static ProblemException invalid(String detail) {
        return new ProblemException(Problem.invalid(detail));
    }

    /** Returns the problem. */
    public Problem problem() {
        return problem;
    }
}
