package dev.sinter.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: exit code 0 for success, 1 for a mistake or a failure (one message), 2 for wrong usage. */
@Command(name = "sinter", description = "A tensor compiler for the JVM: eager Java in, plain class files out.", mixinStandardHelpOptions = true, version = "sinter 0.1.0", synopsisSubcommandLabel = "COMMAND", footer = {
    "",
    "Begin with 'sinter demo --quick': it trains a network on digits, compiles it and runs the jar.",
    "'sinter COMMAND --help' explains a command, with an example.",
    "",
    "Exit code: 0 success, 1 a mistake in what was given (one message says which), 2 wrong usage."
})
public final class Main implements Runnable {
    private static final int MISTAKE = 1;
    private static final int USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Runs one command and returns its exit code; nothing but these streams is written to, apart from the files it was told to write. */
    public static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = commandLine(out, err);
        int code;
        try {
            code = line.execute(args);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError thrown) {
            code = failed(err, thrown);
        }
        line.getOut().flush();
        line.getErr().flush();
        return code;
    }

    /** All commands, ready to be parsed or run. */
    static CommandLine commandLine(PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(new Main());
        List.of(new DemoCommand(out), new CompileCommand(), new RunCommand(out, err), new ExplainCommand(),
                new DiffCommand(), new DoctorCommand(), new FuzzCommand()).forEach(line::addSubcommand);
        line.setOut(new PrintWriter(out, true, out.charset()));
        line.setErr(new PrintWriter(err, true, err.charset()));
        line.setUsageHelpWidth(100);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((mistake, given) -> usage(mistake));
        line.setExecutionExceptionHandler((thrown, command, parsed) -> failed(err, thrown));
        return line;
    }

    private static int usage(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + mistake.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(mistake, err)) {
            err.println("'" + command.getCommandSpec().qualifiedName() + " --help' shows what can be given");
        }
        err.flush();
        return USAGE;
    }

    private static int failed(PrintStream err, Throwable thrown) {
        err.println("sinter: " + Messages.of(thrown));
        err.flush();
        return MISTAKE;
    }

    /** Without a command there is nothing to do but to say how to call it. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "a command is needed: " + String.join(", ", spec.subcommands().keySet()));
    }
}
