package dev.sinter.compiler.cuda;

import dev.sinter.runtime.cuda.Cuda;
import dev.sinter.runtime.cuda.CudaDriver;
import dev.sinter.runtime.cuda.CudaException;
import dev.sinter.runtime.cuda.CudaLibraries;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A CUDA device that is this machine's processor: g++ compiles the unchanged text of the kernels with {@code cuda_words.h}, and a
 * stand-in for libcuda runs them below the unchanged driver code.
 */
@SuppressWarnings("restricted")
final class Emulator implements KernelCompiler {
    private static final Pattern KERNEL = Pattern
            .compile("__global__\\s+void\\s+(?:__launch_bounds__\\(\\d+\\)\\s+)?(\\w+)\\s*\\(");
    private static @Nullable Emulator only;

    private final Path compiler;
    private final Path folder;
    private final CudaDriver driver;
    private final SymbolLookup standIn;

    private Emulator(Path compiler) throws IOException {
        this.compiler = compiler;
        this.folder = Files.createTempDirectory("sinter-emulator");
        for (String name : List.of("cuda_words.h", "libcuda.cpp")) {
            try (InputStream text = Emulator.class.getResourceAsStream(name)) {
                Files.copy(Objects.requireNonNull(text, name), folder.resolve(name));
            }
        }
        Path library = folder.resolve("libcuda.so.1");
        build(List.of("-O1", "-fvisibility=hidden", "-Wl,-soname,libcuda.so.1", "-o", library.toString(),
                folder.resolve("libcuda.cpp").toString()));
        this.driver = Cuda.open(new CudaLibraries(library, null, null, List.of()));
        this.standIn = SymbolLookup.libraryLookup(library, Arena.global());
        driver.use(driver.retainContext(0));
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
    }

    /** The emulator; the calling test is skipped, with the reason, where g++ is not installed. */
    static synchronized Emulator open() {
        if (only == null) {
            Optional<Path> compiler = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(entry -> Path.of(entry, "g++"))
                    .filter(Files::isExecutable)
                    .findFirst();
            String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            boolean able = compiler.isPresent() && machine.equals("Linux amd64");
            if (!able) {
                System.out.println("SKIPPED: CUDA kernels are not run: the emulator needs g++ on Linux x86-64");
            }
            Assumptions.assumeTrue(able, "the CUDA emulator needs g++ on Linux x86-64");
            try {
                only = new Emulator(compiler.orElseThrow());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return only;
    }

    CudaDriver driver() {
        return driver;
    }

    /** In which order threads and blocks run from now on: 0 forwards, 1 backwards, others shuffled. */
    void order(int order) {
        invoke("emulatorOrder", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), order);
    }

    /** What the last kernel that failed did wrong, once. */
    String fault() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(400);
            invoke("emulatorFault",
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT), text, 400);
            return text.getString(0);
        }
    }

    private void invoke(String name, FunctionDescriptor type, Object... arguments) {
        try {
            Linker.nativeLinker().downcallHandle(standIn.find(name).orElseThrow(), type).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String version() {
        return "g++";
    }

    @Override
    public CompiledKernels compile(String source, String architecture, List<String> options) {
        StringBuilder text = new StringBuilder(source).append('\n');
        Matcher kernels = KERNEL.matcher(source);
        while (kernels.find()) {
            text.append("EMULATED(").append(kernels.group(1)).append(")\n");
        }
        try {
            Path file = Files.createTempFile(folder, "kernels", ".cpp");
            Path library = file.resolveSibling(file.getFileName() + ".so");
            Files.writeString(file, text);
            String log = build(List.of(
                    "-O1",
                    "-march=native",
                    "-ffp-contract=off",
                    "-fno-gnu-unique",
                    "-Wall",
                    "-Wno-unused",
                    "-Wno-unknown-pragmas",
                    "-include",
                    folder.resolve("cuda_words.h").toString(),
                    "-o",
                    library.toString(),
                    file.toString()));
            return new CompiledKernels(Files.readAllBytes(library), log, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String build(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(compiler.toString(), "-fPIC", "-shared"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new CudaException("g++ refuses a generated kernel:\n" + log);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return log;
    }

    private void delete() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            System.err.println("could not delete " + folder);
        }
    }
}
