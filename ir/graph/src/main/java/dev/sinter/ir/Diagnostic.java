package dev.sinter.ir;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Optional;

/**
 * A mistake in a program of tensors: what was asked, what came, what is needed, and the user's own line.
 *
 * <p>Thrown while a graph is built, so that its stack trace holds the line that asked.
 */
public final class Diagnostic extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<StackFrame> frames;

    public Diagnostic(String message) {
        super(message);
        frames = StackWalker.getInstance().walk(all -> all.skip(1).toList());
    }

    /** The calls that led here, innermost first. Unlike a stack trace they tell which of several calls in a line it was. */
    public List<StackFrame> frames() {
        return frames;
    }

    /** Frames of this project and of the JDK that stand between the user's line and the rule that refused. */
    private static boolean isOurs(String name) {
        if (name.startsWith("java.") || name.startsWith("jdk.")) {
            return true;
        }
        if (!name.startsWith("dev.sinter.") || name.startsWith("dev.sinter.samples.")) {
            return false;
        }
        // Tests live in our packages and are users.
        String outer = name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
        return !outer.endsWith("Test");
    }

    /** The innermost line outside of Sinter: where the user asked; empty where there is none. */
    public Optional<StackTraceElement> userLine() {
        for (StackTraceElement frame : getStackTrace()) {
            if (!isOurs(frame.getClassName())) {
                return Optional.of(frame);
            }
        }
        return Optional.empty();
    }

    /** The line outside of Sinter that is running now: for what may turn out later to have been a mistake. */
    public static Optional<StackTraceElement> currentUserLine() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !isOurs(frame.getClassName())).findFirst()
                        .map(StackFrame::toStackTraceElement));
    }
}
