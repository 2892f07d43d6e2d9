/** From graph to program: passes, schedule, back ends, driver. */
module dev.sinter.compiler {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.ir;
    requires transitive dev.sinter.runtime;
    requires transitive dev.sinter.types;
    requires transitive dev.sinter.frontend;
    requires transitive dev.sinter.runtime.cuda;
    requires java.compiler;
    requires org.objectweb.asm;
    requires static jcuda;

    exports dev.sinter.compiler.passes;
    exports dev.sinter.compiler.schedule;
    exports dev.sinter.compiler.cpu;
    exports dev.sinter.compiler.cuda;
    exports dev.sinter.compiler.driver;
    exports dev.sinter.compiler.fuzz;

    provides dev.sinter.Evaluator with dev.sinter.compiler.driver.GraphEvaluator;
}
