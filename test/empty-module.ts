// Stands in for `server-only`, which throws where no bundler chose its empty half.
export {};
