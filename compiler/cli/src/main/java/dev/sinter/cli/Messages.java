package dev.sinter.cli;

import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.cuda.CudaException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** One message for whoever typed a command: what is wrong, and where. */
final class Messages {
    private Messages() {}

    static String of(Throwable thrown) {
        return switch (thrown) {
            case UserError error -> text(error);
            case Diagnostic diagnostic -> text(diagnostic);
            case CudaException cuda -> text(cuda);
            case UncheckedIOException unchecked -> saysMore(unchecked)
                    ? text(unchecked)
                    : of(Objects.requireNonNull(unchecked.getCause()));
            // A system property is read when a class first needs it.
            case ExceptionInInitializerError first when first.getCause() instanceof IllegalArgumentException property ->
                text(property);
            case NoSuchFileException missing -> "there is no file '" + missing.getFile() + "'";
            case AccessDeniedException denied -> "'" + denied.getFile() + "' may not be read or written by this user";
            case FileSystemException failed ->
                "'" + failed.getFile() + "': " + (failed.getReason() == null ? "not accessible" : failed.getReason());
            case FileNotFoundException missing -> text(missing);
            case EOFException end -> "a file ends too early" + (end.getMessage() == null ? "" : ": " + text(end));
            case IOException io -> text(io);
            case InvalidPathException path -> "'" + path.getInput() + "' cannot be the name of a file";
            case IllegalArgumentException illegal -> text(illegal);
            case UnsupportedOperationException missing -> text(missing);
            case OutOfMemoryError memory ->
                "not enough memory (" + memory.getMessage() + "); give the JVM more with SINTER_JAVA_OPTS=-Xmx8g";
            case StackOverflowError deep ->
                "what was given is nested too deep; give the JVM a larger stack with SINTER_JAVA_OPTS=-Xss64m";
            default -> "this is a fault in sinter, not in what you typed: " + thrown + at(thrown);
        };
    }

    private static boolean saysMore(UncheckedIOException unchecked) {
        return unchecked.getMessage() != null && !unchecked.getMessage().equals(String.valueOf(unchecked.getCause()));
    }

    private static String text(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.toString() : message;
    }

    private static String at(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }
}
