package dev.sinter.samples.tour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the files of one step, and processes that run in it. */
final class Folder {
    /** What a step does with it. */
    @FunctionalInterface
    interface Work {
        void in(Path folder) throws IOException;
    }

    private Folder() {}

    /** Makes the folder, has the work done, and deletes what it has left. */
    static void with(Work work) {
        try {
            Path folder = Files.createTempDirectory("tour");
            try {
                work.in(folder);
            } finally {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts another JVM in the folder. */
    static Process java(Path folder, List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.command().addAll(arguments);
        return builder.directory(folder.toFile()).redirectErrorStream(true).start();
    }

    /** Waits for a process: all that it printed, and how it ended. */
    static String printed(Process process) throws IOException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text + "exit " + process.onExit().join().exitValue();
    }
}
