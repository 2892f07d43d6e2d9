package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each rung of the ladder in a JVM of its own. */
class VectorSupportTest {
    public static void main(String[] args) {
        System.out.print(VectorSupport.available() + " " + VectorSupport.availableTo(VectorSupportTest.class) + ": "
                + VectorSupport.explanation());
    }

    private static String ask(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VectorSupportTest.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        // The JVM itself warns of its incubator module.
        return said.replaceFirst("WARNING: Using incubator modules: jdk.incubator.vector\\R", "");
    }

    @Test
    void choosesTheVectorFormWhereItIsThereAndFast() throws IOException, InterruptedException {
        assertThat(ask("--add-modules", "jdk.incubator.vector"))
                .isEqualTo("true true: kernels run in their vector form");
    }

    @Test
    void saysWhatIsMissingOtherwise() throws IOException, InterruptedException {
        assertThat(ask()).isEqualTo(
                "false false: kernels run in their scalar form: the module jdk.incubator.vector is not there; "
                        + "add it with java --add-modules jdk.incubator.vector");
        assertThat(ask("--add-modules", "jdk.incubator.vector", "-Dsinter.vector=off"))
                .isEqualTo("false false: kernels run in their scalar form: the system property sinter.vector is off");
        assertThat(ask("--add-modules", "jdk.incubator.vector", "-Xint"))
                .startsWith(
                        "false false: kernels run in their scalar form: this JVM runs without its optimising compiler (interpreted mode");
        assertThat(ask("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1"))
                .startsWith(
                        "false false: kernels run in their scalar form: this JVM runs without its optimising compiler");
    }
}
