package dev.sinter.runtime;

import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.TensorFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** Runs an artefact from the command line: files in, files out. */
public final class Launcher {
    /** The exit code when all went well. */
    public static final int SUCCESS = 0;
    /** The exit code when a file or a value is not as needed. */
    public static final int MISTAKE = 1;
    /** The exit code when the arguments make no sense. */
    public static final int USAGE = 2;

    /** The program does what no program should, whatever it is given. */
    private static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1;

        Fault(Entry entry, RuntimeException cause) {
            super(entry.signature().entry() + ": this is a fault of the compiled program, not of what was given: "
                    + cause
                    + (cause.getStackTrace().length == 0 ? "" : " at " + cause.getStackTrace()[0]), cause);
        }
    }

    private Launcher() {}

    /** The main method of a jar: runs, and ends the JVM with the exit code. */
    public static void main(Artifact artifact, String[] args) {
        System.exit(run(artifact, args, System.out, System.err));
    }

    /**
     * Runs one entry point once. A mistake of the user's is one message on {@code err} without a stack trace; if it shows before
     * the results are written, nothing has been written.
     *
     * @return {@link #SUCCESS}, {@link #MISTAKE} or {@link #USAGE}
     */
    public static int run(Artifact artifact, String[] args, PrintStream out, PrintStream err) {
        try {
            LaunchOptions options = LaunchOptions.parse(args);
            if (options.help) {
                out.print(LaunchOptions.help(artifact));
            } else {
                run(artifact, options, out, err);
            }
            out.flush();
            return SUCCESS;
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("--help shows what can be given");
            return USAGE;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println(describe(e));
        } catch (OutOfMemoryError e) {
            err.println("there is not enough memory (" + e.getMessage() + "); give Java more, as in -Xmx8g");
        } catch (StackOverflowError e) {
            err.println("the stack of the JVM is too small; give Java a larger one, as in -Xss8m");
        } catch (LinkageError e) {
            err.println(describe(artifact, e));
        } catch (Fault e) {
            err.println(e.getMessage());
        }
        return MISTAKE;
    }

    private static void run(Artifact artifact, LaunchOptions options, PrintStream out, PrintStream err)
            throws IOException {
        String name = options.entry == null ? artifact.entries().get(0) : options.entry;
        if (!artifact.entries().contains(name)) {
            throw new UsageException(
                    artifact.name() + " has no entry '" + name + "'; it has " + String.join(", ", artifact.entries()));
        }
        Executable executable = artifact.executable(name);
        options.requireNothingLost();
        OutputFiles files = new OutputFiles(executable.signature(), options.outputs);
        if (options.saveState != null) {
            if (TensorFormat.of(options.saveState) != TensorFormat.SAFETENSORS) {
                throw new UsageException("a state is a .safetensors file, unlike '" + options.saveState + "'");
            }
            AtomicFile.requireWritable(options.saveState);
        }
        State state = artifact.initialState();
        if (options.state != null) {
            state.restore(options.state);
        }
        Entry entry = new Entry(executable, state);
        Map<String, Buffer> results = call(entry, InputFiles.read(entry, options.inputs));
        files.write(results, state);
        if (files.isEmpty()) {
            for (Map.Entry<String, Buffer> result : results.entrySet()) {
                out.println(result.getKey() + ": " + result.getValue());
            }
        }
        if (options.saveState != null) {
            state.save(options.saveState);
        } else if (entry.results().size() < executable.signature().outputs().size()) {
            err.println("the run has changed the state, which is now lost; --save-state FILE keeps it");
        }
    }

    /** Calls the entry; what only the elements can tell, such as an index that points nowhere, is a mistake in them. */
    private static Map<String, Buffer> call(Entry entry, Map<String, Buffer> inputs) {
        try {
            return entry.call(inputs);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (ArrayIndexOutOfBoundsException e) {
            // No element does that: indices from data are tested before they are used.
            throw new Fault(entry, e);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(entry.signature().entry() + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Fault(entry, e);
        }
    }

    /** A class that does not load: the user's mistake where it is about a system property, else damage. */
    private static String describe(Artifact artifact, LinkageError e) {
        if (e instanceof ExceptionInInitializerError && e.getCause() instanceof IllegalArgumentException property) {
            return String.valueOf(property.getMessage());
        }
        return "the classes of " + artifact.name() + " do not fit together (" + e
                + "); the jar is damaged, or another version of the runtime comes before it on the class path";
    }

    /** What happened to which file: the messages of some of Java's exceptions are no more than the file's name. */
    private static String describe(IOException e) {
        if (e instanceof FileSystemException named && named.getReason() == null) {
            String why = e instanceof NoSuchFileException
                    ? "there is no such file"
                    : e instanceof AccessDeniedException
                            ? "permission denied"
                            : e.getClass().getSimpleName();
            return "cannot read " + named.getFile() + ": " + why;
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
