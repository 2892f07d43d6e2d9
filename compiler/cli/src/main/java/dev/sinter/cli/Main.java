package dev.sinter.cli;

import dev.sinter.ir.Diagnostic;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line: exit code 0 for success, 1 for a mistake or a failure (one message), 2 for wrong usage. */
@Command(name = "sinter", description = "A tensor compiler for the JVM: graphs in, plain class files out.", mixinStandardHelpOptions = true, version = "sinter 0.1.0", synopsisSubcommandLabel = "COMMAND", subcommands = {
    DemoCommand.class, CompileCommand.class, ExplainCommand.class, DiffCommand.class, DoctorCommand.class}, footer = {
        "",
        "Begin with 'sinter demo --quick': it trains a network on digits, compiles it and runs the jar.",
        "'sinter COMMAND --help' explains a command, with an example.",
        "",
        "Exit code: 0 success, 1 a mistake in what was given (one message says which), 2 wrong usage."
    })
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Runs one command and returns its exit code; nothing but these streams is written to, apart from the files it was told to write. */
    public static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = new CommandLine(new Main());
        line.addSubcommand(new RunCommand(out, err));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setUsageHelpWidth(100);
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            command.getErr().println("sinter: " + message(exception));
            return CommandLine.ExitCode.SOFTWARE;
        });
        int code = line.execute(args);
        line.getOut().flush();
        line.getErr().flush();
        return code;
    }

    /** One message for whoever typed the command: what is wrong, and where. */
    static String message(Throwable exception) {
        return switch (exception) {
            case UserError error -> text(error);
            case Diagnostic diagnostic -> text(diagnostic)
                    + diagnostic.userLine().map(line -> "\n  at " + line.getFileName() + ":" + line.getLineNumber()
                            + " (" + line.getClassName() + "." + line.getMethodName() + ")").orElse("");
            case UncheckedIOException unchecked -> message(java.util.Objects.requireNonNull(unchecked.getCause()));
            case NoSuchFileException missing -> "there is no file '" + missing.getFile() + "'";
            case AccessDeniedException denied -> "'" + denied.getFile() + "' may not be read or written by this user";
            case FileSystemException failed ->
                "'" + failed.getFile() + "': " + (failed.getReason() == null ? "not accessible" : failed.getReason());
            case IOException io -> text(io);
            case IllegalArgumentException illegal -> text(illegal);
            case OutOfMemoryError memory ->
                "not enough memory (" + memory.getMessage() + "); give the JVM more with SINTER_JAVA_OPTS=-Xmx8g";
            default -> "this is a fault in sinter, not in what you typed: " + exception + at(exception);
        };
    }

    private static String text(Throwable exception) {
        String message = exception.getMessage();
        return message == null ? exception.toString() : message;
    }

    private static String at(Throwable exception) {
        StackTraceElement[] trace = exception.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }

    /** Without a command there is nothing to do but to say how to call it. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is needed");
    }
}
