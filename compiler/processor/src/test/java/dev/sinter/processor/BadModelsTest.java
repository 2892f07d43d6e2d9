package dev.sinter.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.util.List;
import javax.tools.Diagnostic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("U2: a mistake in a @Model is a javac error")
class BadModelsTest {
    static List<String> models() {
        return Folder.models("bad");
    }

    @ParameterizedTest
    @MethodSource("models")
    @DisplayName("at the line that makes it, saying what came and what is needed")
    void mistakeIsAnErrorAtItsLine(String model) throws IOException {
        Compilation compilation = Javacs.compile(Folder.source("bad", model));
        assertThat(compilation.status()).isEqualTo(Compilation.Status.FAILURE);
        Folder.expect(model + ".txt", Javacs.report(compilation));
        List<String> lines = Folder.text("bad", model).lines().toList();
        assertThat(compilation.errors()).isNotEmpty().allSatisfy(
                error -> assertThat(lines.get((int) error.getLineNumber() - 1)).endsWith("// <-"));
        assertThat(compilation.diagnostics()).extracting(Diagnostic::getKind).containsOnly(Diagnostic.Kind.ERROR);
    }
}
