/** What a program is: ops, graphs, kernels, text, verifier, interpreter. */
module dev.sinter.ir {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.types;

    exports dev.sinter.ir;
    exports dev.sinter.ir.scalar;
    exports dev.sinter.ir.kernel;
    exports dev.sinter.ir.text;
    exports dev.sinter.ir.verify;
    exports dev.sinter.ir.eval;
}
