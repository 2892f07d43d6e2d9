package dev.sinter.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a jar as a user would: the {@code java} of this JDK, {@code -jar}, no flags, no class path, nothing inherited. */
final class FreshJvm {
    private final Path folder;
    private final String jar;

    FreshJvm(Path folder, String jar) {
        this.folder = folder;
        this.jar = jar;
    }

    /** The seconds from the start to the end of the process; a {@link UserError} with what it printed where it fails or prints anything. */
    double run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        List.of("CLASSPATH", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")
                .forEach(builder.environment()::remove);
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            double seconds = (System.nanoTime() - start) * 1e-9;
            if (code != 0 || !printed.isEmpty()) {
                throw new UserError(String.join(" ", command) + " in " + folder + " ended with " + code + " and said: "
                        + printed.strip());
            }
            return seconds;
        } finally {
            process.destroyForcibly();
        }
    }
}
