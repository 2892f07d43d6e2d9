package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Holds who may import whom, by reading every compiled class of every module.
 *
 * <p>Imports between modules are already impossible where {@code module-info.java} does not require them; this test
 * also holds the arrows between the packages of one module, and that each library has one user.
 */
@DisplayName("The house")
final class ArchitectureTest {
    /** Package, then what it may see besides itself and the JDK. A trailing star takes the packages below with it. */
    private static final Map<String, List<String>> COLUMNS = columns("""
            dev.sinter.types             :
            dev.sinter.ir.scalar         : dev.sinter.types
            dev.sinter.ir.kernel         : dev.sinter.types dev.sinter.ir.scalar
            dev.sinter.ir                : dev.sinter.types dev.sinter.ir.scalar dev.sinter.ir.kernel dev.sinter.ir.text
            dev.sinter.ir.text           : dev.sinter.types dev.sinter.ir*
            dev.sinter.ir.verify         : dev.sinter.types dev.sinter.ir*
            dev.sinter.ir.eval           : dev.sinter.types dev.sinter.ir*
            dev.sinter.runtime           : dev.sinter.types dev.sinter.runtime.io
            dev.sinter.runtime.io        : dev.sinter.types dev.sinter.runtime
            dev.sinter.runtime.cuda      : dev.sinter.types dev.sinter.runtime* jcuda*
            dev.sinter.runtime.formats.hdf5 : dev.sinter.types dev.sinter.runtime dev.sinter.runtime.io io.jhdf*
            dev.sinter.runtime.formats.pytorch : dev.sinter.types dev.sinter.runtime dev.sinter.runtime.io
            dev.sinter                   : dev.sinter.types dev.sinter.ir* dev.sinter.runtime dev.sinter.runtime.io \
                                           dev.sinter.random
            dev.sinter.random            :
            dev.sinter.nn                : dev.sinter.types dev.sinter.ir* dev.sinter dev.sinter.random
            dev.sinter.models.text       : dev.sinter.types dev.sinter.ir dev.sinter dev.sinter.nn
            dev.sinter.models.vision     : dev.sinter.types dev.sinter dev.sinter.nn
            dev.sinter.optim             : dev.sinter.types dev.sinter.ir* dev.sinter dev.sinter.nn
            dev.sinter.data              : dev.sinter.types dev.sinter.ir dev.sinter dev.sinter.random \
                                           dev.sinter.runtime dev.sinter.runtime.io
            dev.sinter.data.transforms   : dev.sinter.types dev.sinter.ir dev.sinter dev.sinter.random dev.sinter.data \
                                           dev.sinter.runtime
            dev.sinter.tensorboard       : dev.sinter.types dev.sinter.ir dev.sinter dev.sinter.data dev.sinter.runtime
            dev.sinter.pictures          : dev.sinter.types dev.sinter.ir dev.sinter dev.sinter.data dev.sinter.runtime \
                                           dev.sinter.runtime.io org.knowm.xchart*
            dev.sinter.compiler.passes   : dev.sinter.types dev.sinter.ir*
            dev.sinter.compiler.schedule : dev.sinter.types dev.sinter.ir* dev.sinter.runtime
            dev.sinter.compiler.cpu      : dev.sinter.types dev.sinter.ir.scalar dev.sinter.ir.kernel \
                                           dev.sinter.compiler.schedule dev.sinter.runtime org.objectweb.asm* \
                                           jdk.incubator.vector
            dev.sinter.compiler.cuda     : dev.sinter.types dev.sinter.ir.scalar dev.sinter.ir.kernel \
                                           dev.sinter.compiler.schedule dev.sinter.runtime* jcuda jcuda.nvrtc
            dev.sinter.compiler.driver   : dev.sinter*
            dev.sinter.compiler.fuzz     : dev.sinter*
            dev.sinter.processor         : dev.sinter* com.palantir.javapoet
            dev.sinter.samples.digits    : dev.sinter.types dev.sinter dev.sinter.nn dev.sinter.optim dev.sinter.data dev.sinter.random
            dev.sinter.cli               : dev.sinter* picocli*
            """);

    private static final Pattern DESCRIBED = Pattern.compile("L([a-zA-Z_][\\w$]*(?:/[\\w$]+)+)[;<]");

    @Test
    @DisplayName("every package sees only what its column allows")
    void everyPackageSeesOnlyWhatItsColumnAllows() {
        Set<String> wrong = new TreeSet<>();
        forEachClass((name, seen) -> {
            String from = packageOf(name);
            for (String to : seen) {
                if (!allowed(from, packageOf(to))) {
                    wrong.add(name + " sees " + to + ", which is not in the column of " + from);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    @DisplayName("every package has a column, and every column a package")
    void everyPackageHasAColumn() {
        Set<String> packages = new TreeSet<>();
        forEachClass((name, seen) -> packages.add(packageOf(name)));
        assertThat(packages).isEqualTo(new TreeSet<>(COLUMNS.keySet()));
    }

    private static boolean allowed(String from, String to) {
        if (to.equals(from) || to.startsWith("java.") || to.startsWith("javax.") || to.startsWith("com.sun.source.")
                || to.startsWith("jdk.jfr") || to.equals("org.jspecify.annotations")) {
            return true;
        }
        for (String rule : COLUMNS.getOrDefault(from, List.of())) {
            if (rule.endsWith("*")) {
                String top = rule.substring(0, rule.length() - 1);
                if (to.equals(top) || to.startsWith(top + ".")) {
                    return true;
                }
            } else if (to.equals(rule)) {
                return true;
            }
        }
        return false;
    }

    /** Receives a class and the names of the classes that it mentions in code, signatures or annotations. */
    private interface Visitor {
        void visit(String name, Set<String> seen);
    }

    private static void forEachClass(Visitor visitor) {
        int modules = 0;
        for (ModuleReference module : modules()) {
            modules++;
            try (ModuleReader reader = module.open()) {
                for (String file : reader.list().filter(f -> f.endsWith(".class")).toList()) {
                    if (!file.equals("module-info.class") && !file.endsWith("/package-info.class")) {
                        byte[] bytes = reader.open(file).orElseThrow().readAllBytes();
                        visitor.visit(file.substring(0, file.length() - 6).replace('/', '.'), mentions(bytes));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(modules).as("modules found on the class path").isEqualTo(11);
    }

    private static List<ModuleReference> modules() {
        Path[] ours = Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(Path::of)
                .filter(p -> p.endsWith(Path.of("target", "classes"))
                        || p.getFileName().toString().startsWith("sinter-"))
                .toArray(Path[]::new);
        return new ArrayList<>(ModuleFinder.of(ours).findAll());
    }

    private static Set<String> mentions(byte[] bytes) {
        Set<String> names = new TreeSet<>();
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
            if (entry instanceof ClassEntry type && !type.asInternalName().startsWith("[")) {
                names.add(type.asInternalName().replace('/', '.'));
            } else if (entry instanceof Utf8Entry text) {
                DESCRIBED.matcher(text.stringValue()).results().forEach(r -> names.add(r.group(1).replace('/', '.')));
            }
        }
        return names;
    }

    private static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private static Map<String, List<String>> columns(String table) {
        Map<String, List<String>> columns = new TreeMap<>();
        for (String line : table.lines().toList()) {
            String[] parts = line.split(":", -1);
            columns.put(parts[0].strip(), parts[1].isBlank() ? List.of() : List.of(parts[1].strip().split("\\s+")));
        }
        return columns;
    }
}
