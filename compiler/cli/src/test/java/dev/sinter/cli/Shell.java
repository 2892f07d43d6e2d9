package dev.sinter.cli;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.Npy;
import dev.sinter.runtime.io.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** A folder, and commands typed in it. In arguments and in what is printed, {@code DIR/} stands for the folder. */
final class Shell {
    static final String NET = """
            graph @predict(%x: f32[N,3], %w: f32[3,2], %b: f32[2]) {
              %0: f32[N,2] = matmul %x, %w
              %1: f32[N,2] = add %0, %b
              %2: f32[N,2] = relu %1
              return y=%2
            }
            """;

    private final Path folder;

    Shell(Path folder) {
        this.folder = folder;
    }

    /** What a command came to. */
    record Result(int code, String out, String err) {}

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] real = Arrays.stream(args).map(arg -> arg.replace("DIR/", folder + "/")).toArray(String[]::new);
        int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), real);
        return new Result(code, shown(out), shown(err));
    }

    private String shown(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).replace(folder + "/", "DIR/");
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    void write(String name, String text) throws IOException {
        Files.writeString(path(name), text);
    }

    void write(String name, Buffer buffer) throws IOException {
        Npy.write(path(name), buffer);
    }

    /** {@code net.sir}, {@code w.safetensors} with its weights, {@code x.npy} with two rows, {@code net.jar}. */
    void writeNet() throws IOException {
        write("net.sir", NET);
        writeWeights("w.safetensors", 1);
        write("x.npy", Buffer.of(new float[]{1, 2, 3, -1, 0.5f, 0}, 2, 3));
        Result compiled = run("compile", "DIR/net.sir", "--weights", "DIR/w.safetensors", "-o", "DIR/net.jar");
        if (compiled.code() != 0) {
            throw new AssertionError(compiled.err());
        }
    }

    void writeWeights(String name, float first) throws IOException {
        SafetensorsWriter.write(path(name), Map.of("w", Buffer.of(new float[]{first, -1, 2, 0.5f, -3, 4}, 3, 2), "b",
                Buffer.of(new float[]{0.25f, -8}, 2)), Map.of());
    }

    /** Compiles a Java source against this test's class path into the folder {@code to}. */
    void javac(String to, String fileName, String source) throws IOException {
        Path file = path(fileName);
        Files.writeString(file, source);
        Files.createDirectories(path(to));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> args = new ArrayList<>(List.of("-d", path(to).toString(), "-proc:none", "-cp",
                System.getProperty("java.class.path"), file.toString()));
        if (ToolProvider.getSystemJavaCompiler().run(null, null, err, args.toArray(String[]::new)) != 0) {
            throw new AssertionError(err.toString(StandardCharsets.UTF_8) + "\n" + source);
        }
    }
}
